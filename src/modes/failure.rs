//! What went wrong in a script while it ran, in words for its author: the line underlined, the cause,
//! the cure. What can't even be read is for [`super::parsing`].

use rhai::{EvalAltResult, Position};

use super::api::{Shared, Type};
use super::bounds::Stopped;
use super::place::word_at;
use super::program::Program;
use super::said::bounded;
use super::values::{describe, word_for};
use crate::text::{Problem, Problems, Span};

/// The mark by which errors know the mode's own file; no library can have this name.
pub const MAIN: &str = ":mode";

/// More problems of one mode than its author reads at once.
const MOST_PROBLEMS: usize = 100;

/// Whether enough is wrong with a mode: working out more would only take time.
pub fn is_enough(problems: &Problems) -> bool {
    problems.len() >= MOST_PROBLEMS
}

/// The problem of a constant that is changed.
pub fn constant_changed(span: Span, name: &str) -> Problem {
    Problem::at(span, format!("`{name}` is a constant and can't be changed"))
        .hint("keep what changes in the state: `this.…`, made in `start`")
}

/// The problem of a call that stopped; without a place where Rhai does not tell it, as of most bounds.
pub fn of_call(program: &Program, stopped: &Stopped) -> Problem {
    match stopped {
        Stopped::Panic(message) => Problem::without_place(format!(
            "the script engine itself stumbled over this: {message}"
        ))
        .hint("write the part that was changed last in another way"),
        Stopped::Error(error) => {
            let (inner, source, position) = innermost(error);
            let file = program.library_at(source).unwrap_or(0);
            let text = program.files.get(file).map_or("", |file| &file.text);
            let span = word_at(u16::try_from(file).unwrap_or(0), text, position);
            let problem = explain(inner, span, text, position);
            Problem {
                message: bounded(&problem.message),
                place: problem.place.filter(|_| !position.is_none()),
                ..problem
            }
        }
    }
}

/// Whether a bound of time, work or memory stopped the call: it would stop the next one too.
pub fn is_endless(stopped: &Stopped) -> bool {
    match stopped {
        Stopped::Error(error) => is_terminated(error),
        Stopped::Panic(_) => false,
    }
}

/// Whether a bound of time, work or memory made the error.
pub fn is_terminated(error: &EvalAltResult) -> bool {
    matches!(innermost(error).0, EvalAltResult::ErrorTerminated(..))
}

/// The error itself, the file it lies in, and the nearest known position around it.
fn innermost(error: &EvalAltResult) -> (&EvalAltResult, &str, Position) {
    let (mut error, mut source, mut position) = (error, MAIN, error.position());
    while let EvalAltResult::ErrorInFunctionCall(_, of, inner, _)
    | EvalAltResult::ErrorInModule(of, inner, _) = error
    {
        if !inner.position().is_none() {
            position = inner.position();
            if !of.is_empty() {
                source = of;
            }
        }
        error = inner;
    }
    (error, source, position)
}

fn explain(error: &EvalAltResult, span: Span, text: &str, position: Position) -> Problem {
    let say = |message: String| Problem::at(span, message);
    match error {
        EvalAltResult::ErrorTerminated(bound, _) => say(format!("stopped: this took {bound}"))
            .hint("look for a loop without end here and in what is called from here, or do less in one call"),
        EvalAltResult::ErrorStackOverflow(_) => say("stopped: functions call each other too deeply".to_owned())
            .hint("look for a function that calls itself without end"),
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            say(format!("stopped: {} grew too large", grown(what)))
        }
        EvalAltResult::ErrorTooManyVariables(_) => say("stopped: too many variables".to_owned()),
        EvalAltResult::ErrorUnboundThis(_) => say("`this` is not known here".to_owned()).hint(
            "a helper that uses `this` is called as `this.helper(…)`; closures take what they need from a variable: `let k = this.k;`",
        ),
        EvalAltResult::ErrorDataRace(..) => say(
            "a variable is used here while a closure that captured it uses it too".to_owned(),
        )
        .hint("a question has its way back: `|q| q.quiz`; or take out what the closure needs first: `let x = …;`"),
        EvalAltResult::ErrorIndexingType(signature, _) => {
            let of = signature.split(" [").next().unwrap_or_default();
            without_places(span, type_named(of), word_for(of))
        }
        EvalAltResult::ErrorVariableNotFound(name, _) => say(format!("nothing here is called `{name}`")),
        EvalAltResult::ErrorDotExpr(message, _) => unknown_property(span, message),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            unknown_function(span, signature, text, position)
        }
        EvalAltResult::ErrorRuntime(thrown, _) if thrown.is_string() => say(thrown.to_string()),
        EvalAltResult::ErrorRuntime(thrown, _) => say(format!("the script threw {}", describe(thrown))),
        EvalAltResult::ErrorMismatchDataType(wanted, got, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, got, _) => {
            say(format!("this should be {}, and is {}", word_for(wanted), word_for(got)))
        }
        EvalAltResult::ErrorArithmetic(message, _) => say(sentence(message)),
        other => {
            let message = other.to_string();
            let without_place = message.rsplit_once(" (line ").map_or(message.as_str(), |(before, _)| before);
            say(sentence(without_place))
        }
    }
}

/// The problem of a chain whose own root is captured by a closure in it.
pub fn captured_root(span: Span, name: &str) -> Problem {
    Problem::at(span, format!("`{name}` is used inside a closure of its own chain"))
        .hint(format!(
            "a question has its way back: `|q| q.quiz`; or take out what the closure needs first: `let x = {name}.…;`"
        ))
}

/// "Unknown property 'x' - a getter is not registered for type 'question'".
fn unknown_property(span: Span, message: &str) -> Problem {
    let mut words = message.split('\'').skip(1).step_by(2);
    match (words.next(), words.next()) {
        (Some(_), Some(of)) if message.contains("setter") => {
            unchangeable(span, type_named(of), word_for(of))
        }
        (Some(name), Some(of)) => missing_member(span, type_named(of), word_for(of), name),
        _ => Problem::at(span, sentence(message)),
    }
}

/// The problem of a member that a handle lacks.
pub fn missing_member(span: Span, of: Option<Type>, owner: &str, name: &str) -> Problem {
    let api = Shared::of_this_thread();
    let members: Vec<_> = api
        .entries
        .iter()
        .filter(|entry| entry.of.is_some() && entry.of == of)
        .collect();
    let problem = Problem::at(span, format!("{owner} has no `{name}`"));
    match members.iter().find(|entry| entry.name() == name) {
        Some(entry) if entry.property => {
            problem.hint(format!("it is read without brackets: `.{name}`"))
        }
        Some(entry) => problem.hint(format!("it is called: `.{}`", entry.signature)),
        None if of == Some(Type::Turn) && name == "exam" => {
            problem.hint("it comes in a later version; leave it out until then")
        }
        None if owner == "nothing" => {
            problem.hint("what came before gave `()`; `?.` goes on only if there is something")
        }
        None => problem.did_you_mean(name, members.iter().map(|entry| entry.name())),
    }
}

/// The problem of a handle to whose member something is assigned.
pub fn unchangeable(span: Span, of: Option<Type>, owner: &str) -> Problem {
    Problem::at(span, format!("{owner} can't be changed")).hint(match of {
        Some(Type::Turn | Type::Mark) => {
            "`score` gives what an answer earns: `turn.mark.set(points, \"why\")`"
        }
        _ => "keep what changes in the state: `this.…`, made in `start`",
    })
}

/// The problem of `[…]` after what has no places.
pub fn without_places(span: Span, of: Option<Type>, owner: &str) -> Problem {
    let problem = Problem::at(span, format!("{owner} can't be read with `[…]`"));
    match of {
        Some(Type::Pool) => {
            problem.hint("`.first()` gives the first, `.to_array()` all of them as an array")
        }
        Some(_) => problem.hint("its members are read by name: `.name`"),
        None => problem,
    }
}

/// What grew too large: "Length of string", "Size of array/BLOB".
fn grown(what: &str) -> &'static str {
    match what {
        what if what.contains("string") => "a text",
        what if what.contains("map") => "a map",
        _ => "an array",
    }
}

fn type_named(word: &str) -> Option<Type> {
    let short = word_for(word);
    Type::HANDLES
        .into_iter()
        .find(|of| word_for(of.word()) == short)
}

/// "+ ((), i64)", "frist (pool)".
fn unknown_function(span: Span, signature: &str, text: &str, position: Position) -> Problem {
    if signature.ends_with("cannot be sorted") {
        return Problem::at(span, "these values have no order among each other")
            .hint("say what comes first: `list.sort(|a, b| a.points - b.points)`");
    }
    let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
    if name.starts_with("anon$") {
        return Problem::at(
            span,
            "this closure has another number of parameters than it is handed",
        )
        .hint("most are handed one, `|q| …`; `sort` and `reduce` hand two");
    }
    let arguments: Vec<&str> = arguments
        .trim_end_matches(')')
        .split(", ")
        .map(|argument| if argument == "(" { "()" } else { argument })
        .collect();
    let is_operator = !name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$');
    if is_operator && signature.contains("()") {
        return arithmetic_with_nothing(span, name, text, position, &arguments);
    }
    let given: Vec<&str> = arguments
        .iter()
        .filter(|a| !a.is_empty())
        .map(|a| word_for(a.trim_start_matches("&mut ")))
        .collect();
    if is_operator {
        return Problem::at(
            span,
            format!("`{name}` does not work between {}", given.join(" and ")),
        );
    }
    let api = Shared::of_this_thread();
    let known = api.entries.iter();
    let known = known.filter(|entry| !entry.property && !entry.for_tests);
    let of = arguments.first().and_then(|first| type_named(first));
    match api
        .entries
        .iter()
        .find(|entry| entry.name() == name && (entry.of == of || entry.of.is_none()))
    {
        Some(entry) => Problem::at(
            span,
            format!(
                "`{name}` can't be called with {}",
                // a method's own handle is no argument to its author
                given
                    .get(usize::from(entry.of.is_some())..)
                    .unwrap_or(&given)
                    .join(", ")
            ),
        )
        .hint(format!("it is `{}`", entry.signature)),
        None => Problem::at(
            span,
            format!("there is no function `{name}` for {}", given.join(", ")),
        )
        .did_you_mean(name, known.map(|entry| entry.name())),
    }
}

/// `this.streak += 1` where the field was never set.
fn arithmetic_with_nothing(
    span: Span,
    operator: &str,
    text: &str,
    position: Position,
    arguments: &[&str],
) -> Problem {
    let at = super::place::byte_at(text, position);
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let after = after
        .trim_start_matches(|c: char| "+-*/%=<>!&|".contains(c))
        .trim_start();
    let left = before.trim_end();
    let is_chain = |c: char| c.is_alphanumeric() || "_.[]?\":".contains(c);
    let left_start = left
        .char_indices()
        .rev()
        .take_while(|&(_, c)| is_chain(c))
        .last()
        .map_or(left.len(), |(at, _)| at);
    let left = left.get(left_start..).unwrap_or("");
    let right: String = after.chars().take_while(|&c| is_chain(c)).collect();
    let left_is_nothing = arguments
        .first()
        .is_some_and(|a| a.trim_end_matches(')').ends_with("()") || *a == "()");
    let name = if left_is_nothing {
        left
    } else {
        right.as_str()
    };
    let of_constant = name.contains("::") || name.starts_with(char::is_uppercase);
    let hint = match of_constant {
        true => "the constant has no such field",
        false => "set every field of the state in `start`",
    };
    // a chain with blanks or brackets inside is only read in part
    let is_part = name.replace("::", "").contains(':')
        || name.matches('[').count() != name.matches(']').count();
    if name.is_empty() || is_part {
        Problem::at(span, format!("`{operator}` has nothing, `()`, on one side")).hint(hint)
    } else {
        Problem::at(
            span,
            format!("`{name}` is not set, so `{operator}` has nothing to work with"),
        )
        .hint(hint)
    }
}

/// Rhai's words as ours: small at the beginning, no full stop.
pub fn sentence(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
