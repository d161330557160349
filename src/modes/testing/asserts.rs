//! What a test claims: `assert`, `assert_eq` and their like. A claim that does not hold ends its test
//! with both values.

use rhai::{Dynamic, EvalAltResult, FnPtr, ImmutableString, NativeCallContext, Position};

use super::Stage;
use crate::modes::api::{Api, Type};
use crate::modes::calls::Closure;
use crate::modes::handles::{Outcome, fail};
use crate::modes::values::{describe, show};

/// Floats nearer than this differ only by rounding.
const ROUNDING: f64 = 1e-9;

/// Why a claim does not hold, or a quiz could not be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// In one sentence.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Both values, as a script would write them.
    pub values: Option<(String, String)>,
    /// What a failing hook had to say, in several lines.
    pub report: Option<String>,
    /// Whether a claim did not hold.
    pub is_claim: bool,
}

impl Failed {
    fn claim<T>(message: impl Into<String>) -> Outcome<T> {
        Self {
            is_claim: true,
            ..Self::because(message)
        }
        .throw()
    }

    /// A failure of something else.
    pub fn because(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            values: None,
            report: None,
            is_claim: false,
        }
    }

    /// As the error of a native function; Rhai adds the place.
    pub fn throw<T>(self) -> Outcome<T> {
        Err(EvalAltResult::ErrorRuntime(Dynamic::from(self), Position::NONE).into())
    }
}

/// The failure inside an error, if it is one.
pub fn failed(error: &EvalAltResult) -> Option<Failed> {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _)
        | EvalAltResult::ErrorInModule(_, inner, _) => failed(inner),
        EvalAltResult::ErrorRuntime(thrown, _) => thrown.clone().try_cast::<Failed>(),
        _ => None,
    }
}

/// Registers the claims.
pub fn register(api: &mut Api) {
    api.function(
        "assert(claim)",
        Type::Any,
        "Fails the test unless the claim is true. All claims take a text more, which says why it matters.", "assert(done.points > 1, \"bonus\")",
        |claim: Dynamic| assert(&claim, ""),
    );
    api.unlisted("assert", |claim: Dynamic, why: ImmutableString| {
        assert(&claim, &why)
    });
    api.function(
        "assert_eq(a, b)",
        Type::Any,
        "Fails unless both are equal, in every part; 1 and 1.0 are.",
        "assert_eq(done.scores.len(), 3)",
        |context: NativeCallContext, a: Dynamic, b: Dynamic| assert_eq(&context, &a, &b, ""),
    );
    api.unlisted(
        "assert_eq",
        |context: NativeCallContext, a: Dynamic, b: Dynamic, why: ImmutableString| {
            assert_eq(&context, &a, &b, &why)
        },
    );
    api.function(
        "assert_ne(a, b)",
        Type::Any,
        "Fails if both are equal.",
        "assert_ne(done.next, \"who\")",
        |context: NativeCallContext, a: Dynamic, b: Dynamic| assert_ne(&context, &a, &b, ""),
    );
    api.unlisted(
        "assert_ne",
        |context: NativeCallContext, a: Dynamic, b: Dynamic, why: ImmutableString| {
            assert_ne(&context, &a, &b, &why)
        },
    );
    api.function(
        "assert_near(a, b, off)",
        Type::Any,
        "Fails unless the numbers, or those in both lists, are off each other by no more than that.", "assert_near([0.1 + 0.2], [0.3], 1e-9)",
        |context: NativeCallContext, a: Dynamic, b: Dynamic, off: Dynamic| {
            assert_near(&context, &a, &b, &off)
        },
    );
    api.function(
        "assert_throws(|| …)",
        Type::Text,
        "Fails unless the closure throws or fails; gives what it says. A mode that refuses to begin throws too.", "assert_throws(|| throw \"no cards\") → \"no cards\"",
        |context: NativeCallContext, closure: FnPtr| assert_throws(&context, &closure, ""),
    );
    api.function(
        "assert_throws(|| …, words)",
        Type::Text,
        "The same, and what it says must have these words in it.",
        "assert_throws(|| play(#{ seeed: 1 }, \"\"), \"has no `seeed`\") → \"a quiz to play has no `seeed`\"",
        |context: NativeCallContext, closure: FnPtr, words: ImmutableString| {
            assert_throws(&context, &closure, &words)
        },
    );
}

fn assert(claim: &Dynamic, why: &str) -> Outcome<()> {
    match claim.as_bool() {
        Ok(true) => Ok(()),
        Ok(false) => Failed::claim(told("this is not so", why)),
        Err(_) => fail(format!(
            "assert takes true or false, and this is {}",
            describe(claim)
        )),
    }
}

/// A message, with what the author says of it.
fn told(message: &str, why: &str) -> String {
    match why {
        "" => message.to_owned(),
        why => format!("{message}: {why}"),
    }
}

fn assert_eq(context: &NativeCallContext<'_>, a: &Dynamic, b: &Dynamic, why: &str) -> Outcome<()> {
    let Some(path) = difference(context, a, b, 0.0)? else {
        return Ok(());
    };
    let message = match path.as_str() {
        "" => "these are not equal".to_owned(),
        path => format!("these are not equal: they differ at `{path}`"),
    };
    let only_rounded = difference(context, a, b, ROUNDING)?.is_none();
    Failed {
        hint: only_rounded.then(|| {
            "they differ by rounding only: `assert_near(a, b, 1e-9)` allows for it".to_owned()
        }),
        values: Some((show(a), show(b))),
        is_claim: true,
        ..Failed::because(told(&message, why))
    }
    .throw()
}

fn assert_ne(context: &NativeCallContext<'_>, a: &Dynamic, b: &Dynamic, why: &str) -> Outcome<()> {
    match difference(context, a, b, 0.0)? {
        Some(_) => Ok(()),
        None => Failed {
            values: Some((show(a), show(b))),
            is_claim: true,
            ..Failed::because(told("these are equal, and should not be", why))
        }
        .throw(),
    }
}

fn assert_near(
    context: &NativeCallContext<'_>,
    a: &Dynamic,
    b: &Dynamic,
    off: &Dynamic,
) -> Outcome<()> {
    let Some(most) = number(off).filter(|off| *off >= 0.0) else {
        return fail("assert_near(a, b, off) takes as its last the greatest distance, 0 or more");
    };
    let Some(path) = difference(context, a, b, most)? else {
        return Ok(());
    };
    let at = match path.as_str() {
        "" => String::new(),
        path => format!(", at `{path}`"),
    };
    Failed {
        values: Some((show(a), show(b))),
        is_claim: true,
        ..Failed::because(format!("these are off by more than {}{at}", show(off)))
    }
    .throw()
}

fn assert_throws(
    context: &NativeCallContext<'_>,
    closure: &FnPtr,
    words: &str,
) -> Outcome<ImmutableString> {
    let error = match Closure::new(context, closure, 0).call([]) {
        Ok(value) => {
            return Failed::claim(format!(
                "this should throw, and gave {} instead",
                show(&value)
            ));
        }
        Err(error) => error,
    };
    let is_claim = failed(&error).is_some_and(|failed| failed.is_claim);
    if is_claim || crate::modes::failure::is_terminated(&error) {
        return Err(error);
    }
    let said = Stage::of(context)?.in_words(error);
    if said.contains(words) {
        return Ok(said.into());
    }
    Failed {
        values: Some((show(&said.into()), show(&words.into()))),
        is_claim: true,
        ..Failed::because("what this says has other words in it")
    }
    .throw()
}

/// Where two values first differ, as a path after their own name (`[2].id`, or nothing for the values
/// themselves); nothing if they are equal. Numbers may be off by as much.
fn difference(
    context: &NativeCallContext<'_>,
    a: &Dynamic,
    b: &Dynamic,
    off: f64,
) -> Outcome<Option<String>> {
    let under = |step: String, path: Option<String>| path.map(|path| format!("{step}{path}"));
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        // written so that what is no number is near to nothing
        let is_near = a == b || (a - b).abs() <= off;
        return Ok((!is_near).then(String::new));
    }
    if let (Ok(a), Ok(b)) = (a.as_array_ref(), b.as_array_ref()) {
        for (at, (a, b)) in a.iter().zip(b.iter()).enumerate() {
            if let Some(path) = under(format!("[{at}]"), difference(context, a, b, off)?) {
                return Ok(Some(path));
            }
        }
        let shorter = a.len().min(b.len());
        return Ok((a.len() != b.len()).then(|| format!("[{shorter}]")));
    }
    if let (Ok(a), Ok(b)) = (a.as_map_ref(), b.as_map_ref()) {
        for (name, a) in a.iter() {
            let path = match b.get(name) {
                Some(b) => difference(context, a, b, off)?,
                None => Some(String::new()),
            };
            if let Some(path) = under(format!(".{name}"), path) {
                return Ok(Some(path));
            }
        }
        let more = b.keys().find(|name| !a.contains_key(*name));
        return Ok(more.map(|name| format!(".{name}")));
    }
    Ok((!is_same(context, a, b)).then(String::new))
}

/// Whether two values that hold no others are equal; handles are where the host can tell.
fn is_same(context: &NativeCallContext<'_>, a: &Dynamic, b: &Dynamic) -> bool {
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return *a == *b;
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return a == b;
    }
    if let (Ok(a), Ok(b)) = (a.as_char(), b.as_char()) {
        return a == b;
    }
    if a.type_id() != b.type_id() {
        return false;
    }
    let native = || context.call_native_fn::<bool>("==", (a.clone(), b.clone()));
    a.is_unit() || native().unwrap_or(false)
}

fn number(value: &Dynamic) -> Option<f64> {
    let whole = || value.as_int().ok().map(|whole| whole as f64);
    value.as_float().ok().or_else(whole)
}
