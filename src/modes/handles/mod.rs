//! What scripts see: typed handles, read-only. A handle is the quiz's own `Rc` and an index, so
//! nothing is copied and the quiz goes on growing between calls. Each file registers one handle on
//! the [`Api`]; none holds a borrow of the quiz while a script runs.

mod chance;
mod functions;
mod knowledge;
mod learner;
mod mark;
mod pool;
mod question;
mod quiz;
mod texts;
mod time;
mod topic;
mod turn;

pub use chance::Generator;
pub use knowledge::BankHandle;
pub use mark::{MOST_POINTS, Mark};
pub use question::{Choice, Question};
pub use time::{Day, Time};
pub use turn::Turn;

use rhai::{Array, Dynamic, EvalAltResult, ImmutableString, Position};

use super::api::Api;

/// The result of a native function that may fail.
pub type Outcome<T = Dynamic> = Result<T, Box<EvalAltResult>>;

/// Registers everything.
pub fn register(api: &mut Api) {
    quiz::register(api);
    pool::register(api);
    question::register(api);
    turn::register(api);
    mark::register(api);
    learner::register(api);
    topic::register(api);
    knowledge::register(api);
    chance::register(api);
    time::register(api);
    functions::register(api);
    texts::register(api);
}

/// An error with this message; Rhai adds the place.
pub fn fail<T>(message: impl Into<String>) -> Outcome<T> {
    let message = Dynamic::from(message.into());
    Err(EvalAltResult::ErrorRuntime(message, Position::NONE).into())
}

/// The value, or `()`.
fn or_unit<T: rhai::Variant + Clone>(value: Option<T>) -> Dynamic {
    value.map_or(Dynamic::UNIT, Dynamic::from)
}

/// A text, or `()`.
fn text_or_unit(text: Option<&str>) -> Dynamic {
    text.map_or(Dynamic::UNIT, |text| ImmutableString::from(text).into())
}

/// An array of texts.
fn texts(list: impl IntoIterator<Item = impl AsRef<str>>) -> Array {
    list.into_iter()
        .map(|text| ImmutableString::from(text.as_ref()).into())
        .collect()
}

/// A count as scripts see it.
fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A number, whole or not.
fn number(value: &Dynamic) -> Option<f64> {
    value
        .as_float()
        .ok()
        .or_else(|| value.as_int().ok().map(|whole| whole as f64))
}

/// "no topic `pakt`", with what was probably meant.
fn unknown<'a>(what: &str, id: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = crate::text::suggest::nearest(id, known)
        .map(|near| format!(", did you mean `{near}`?"))
        .unwrap_or_default();
    format!("this bank has no {what} `{id}`{near}")
}
