//! True or false: `answer = true`, and what the bank says to either.

use super::{Arrangement, Behaviour, Defaults, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Response, Shape};
use crate::text::{Problems, Table};

/// A statement to judge.
#[derive(Debug, Clone, PartialEq)]
pub struct TrueFalse {
    answer: bool,
    to_true: Option<String>,
    to_false: Option<String>,
}

const TRUE: &str = "True";
const FALSE: &str = "False";

impl Behaviour for TrueFalse {
    const NAME: &'static str = "true-false";

    fn read(
        table: &mut Table<'_>,
        _: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let missing = !table.has("answer");
        if missing {
            table.required("answer", problems);
        }
        let answer = table.boolean("answer", problems);
        let (mut to_true, mut to_false) = (None, None);
        let feedback = table.value("feedback");
        if let Some(mut feedback) = feedback.and_then(|v| v.table("`feedback`", problems)) {
            to_true = feedback.text("true", problems).map(|text| text.value);
            to_false = feedback.text("false", problems).map(|text| text.value);
            feedback.finish(problems);
        }
        let kind = Self {
            answer: answer?.value,
            to_true,
            to_false,
        };
        Some((stem?, kind))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::PickOne {
            options: vec![TRUE.to_owned(), FALSE.to_owned()],
        }
    }

    fn mark(&self, response: &Response, _: &dyn Knowledge) -> Judgement {
        let said = match response {
            Response::One(text) if text == TRUE => true,
            Response::One(text) if text == FALSE => false,
            _ => return Judgement::of(Credit::NONE),
        };
        let feedback = if said { &self.to_true } else { &self.to_false };
        Judgement::of(Credit::whether(said == self.answer)).feedback(feedback.as_deref())
    }

    fn key(&self) -> Response {
        Response::One(if self.answer { TRUE } else { FALSE }.to_owned())
    }

    fn guess(&self) -> f64 {
        0.5
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        content.text(if self.answer { TRUE } else { FALSE });
    }
}
