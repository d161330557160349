//! A question that a script makes anew for each quiz: the script's path and its settings. It is never
//! asked itself; the bank puts a variant of another kind in its place before a quiz begins.

use serde_json::{Map, Value};

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge};
use crate::item::{Credit, Expects, Judgement, Response, Shape};
use crate::text::{Problems, Table, settings};

/// The script of a question, and what it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The script's path, from the folder of the file that names it.
    pub path: String,
    /// What the script is told.
    pub params: Map<String, Value>,
}

impl Behaviour for Script {
    const NAME: &'static str = "script";

    fn read(
        table: &mut Table<'_>,
        _: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let path = table.required_text("script", problems);
        let params = table
            .value("params")
            .and_then(|params| params.table("`params`", problems))
            .map(|params| settings(params, problems));
        let path = path?.value;
        let stem = format!("(made anew for each quiz by {path})");
        let params = params.unwrap_or_default();
        Some((stem, Self { path, params }))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::Write {
            expects: Expects::Text,
            unit: None,
        }
    }

    fn mark(&self, _: &Response, _: &dyn Knowledge) -> Judgement {
        Judgement::of(Credit::NONE)
    }

    fn key(&self) -> Response {
        Response::Written(String::new())
    }

    fn guess(&self) -> f64 {
        0.0
    }

    /// The settings; the script's text is known to the bank, which adds it.
    fn fingerprint(&self, content: &mut Fingerprint) {
        content.text(&Value::Object(self.params.clone()).to_string());
    }
}
