//! What can't be read as a script, in words for people who come from another language: the place that
//! is wrong, where Rhai names the place at which it noticed, and the cure.

use rhai::{LexError, ParseError, ParseErrorType, Position};

use super::brackets;
use super::failure::{constant_changed, sentence};
use super::place::{between, byte_at, word_at};
use crate::text::Problem;

/// The problem of a file that can't be read as a script.
pub fn of_parsing(file: u16, text: &str, error: &ParseError) -> Problem {
    let ParseError(kind, position) = error;
    let span = word_at(file, text, *position);
    let plain = |message: String| Problem::at(span, sentence(&message));
    match &**kind {
        ParseErrorType::ExprTooDeep => plain("this is nested too deeply".to_owned())
            .hint("take parts out into functions of their own; many cases stand in a `switch`"),
        ParseErrorType::Reserved(word)
        | ParseErrorType::BadInput(LexError::ImproperSymbol(word, _))
            if matches!(word.as_str(), "eval" | "print" | "debug" | "curry") =>
        {
            plain(format!("`{word}` can't be used in a mode"))
        }
        ParseErrorType::PropertyExpected if around(text, *position).1.starts_with("curry") => {
            plain("`curry` can't be used in a mode".to_owned())
                .hint("let the closure use what it needs from variables before it")
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(sign, message)) => {
            let meant = message.split_once("Should it be").map(|(_, meant)| meant);
            let meant = meant.and_then(|meant| meant.split('\'').nth(1));
            let cure = meant.map(|meant| format!("did you mean `{meant}`?"));
            let cure = cure_of_sign(sign).map(str::to_owned).or(cure);
            Problem {
                hint: cure,
                ..plain(format!("`{sign}` can't stand here"))
            }
        }
        ParseErrorType::Reserved(word) if word.starts_with(char::is_alphabetic) => {
            let (before, after) = around(text, *position);
            let is_name = before.ends_with('.')
                || after
                    .strip_prefix(word.as_str())
                    .is_some_and(|after| after.starts_with(':'));
            let cure = cure_of_word(word).filter(|_| !is_name);
            plain(format!(
                "`{word}` is a word of the language, kept for later use"
            ))
            .hint(cure.unwrap_or("choose another name"))
        }
        ParseErrorType::Reserved(sign) | ParseErrorType::UnknownOperator(sign) => Problem {
            hint: cure_of_sign(sign).map(str::to_owned),
            ..plain(format!("`{sign}` can't stand here"))
        },
        ParseErrorType::BadInput(LexError::MalformedChar(_)) => {
            plain("single quotes hold one character".to_owned())
                .hint("a text stands in double quotes: \"…\"")
        }
        ParseErrorType::BadInput(LexError::UnexpectedInput(sign)) => {
            let problem = plain(format!("`{sign}` can't stand here"));
            match sign.starts_with(char::is_alphabetic) {
                true => problem.hint("names are made of the letters a to z, digits and _"),
                false => problem,
            }
        }
        ParseErrorType::WrongSwitchCaseCondition | ParseErrorType::WrongSwitchDefaultCase => plain(
            "`_` in a `switch` is for all that is left, without a condition, and stands last"
                .to_owned(),
        )
        .hint("conditions in a row are written as `if … { } else if … { }`"),
        ParseErrorType::MissingToken(wanted, _) => {
            missing(file, text, *position, wanted, plain(kind.to_string()))
        }
        ParseErrorType::WrongFnDefinition => with_opened(
            plain("a function stands inside of another".to_owned()).hint("is a `}` missing above?"),
            file,
            brackets::unclosed(text, byte_at(text, *position)),
        ),
        ParseErrorType::VariableExpected => plain(kind.to_string())
            .hint("a loop is written as `for i in 0..3 { … }`, names begin with a letter"),
        ParseErrorType::AssignmentToConstant(name) => constant_changed(span, name),
        ParseErrorType::TooManyFunctions => plain("these are too many functions".to_owned()),
        other => plain(other.to_string()),
    }
}

/// A sign is missing at a position, at the latest.
fn missing(file: u16, text: &str, position: Position, wanted: &str, problem: Problem) -> Problem {
    let at = byte_at(text, position);
    let (before, after) = around(text, position);
    if let Some(cure) = foreign(before, after) {
        return Problem {
            message: "this is not understood here".to_owned(),
            ..problem.hint(cure)
        };
    }
    let closes = matches!(wanted, "}" | ")" | "]" | ",");
    let at_end = after.is_empty() || after.starts_with(['}', ';']);
    if closes
        && at_end
        && let Some(opened) = brackets::unclosed(text, at)
    {
        let sign = text.get(opened..=opened).unwrap_or("{");
        let opened = between(file, opened, opened + 1);
        let problem = Problem::at(opened, format!("this `{sign}` is never closed"));
        return match after.is_empty() {
            true => problem,
            false => problem.related(word_at(file, text, position), "at the latest here"),
        };
    }
    let begins_line = before
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.trim().is_empty());
    if wanted == ";"
        && begins_line
        && let Some(end) = last_of_code(before)
    {
        let last = before.get(..end).and_then(|code| code.chars().next_back());
        let start = end - last.map_or(0, char::len_utf8);
        return Problem::at(
            between(file, start, end),
            "a `;` is missing at the end of this line",
        );
    }
    match wanted {
        "{" => problem.hint("a block stands between `{` and `}`"),
        _ => problem,
    }
}

/// The text before and after a position.
fn around(text: &str, position: Position) -> (&str, &str) {
    text.split_at_checked(byte_at(text, position))
        .unwrap_or((text, ""))
}

/// The cure where a word or sign of another language stands at a place, or just before it.
fn foreign(before: &str, after: &str) -> Option<&'static str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let here: &str = after.split(|c| !is_word(c)).next().unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let words = line.split(|c| !is_word(c)).filter(|word| !word.is_empty());
    let words = std::iter::once(here).chain(words.rev().take(2));
    if let Some(cure) = words.filter_map(cure_of_word).next() {
        return Some(cure);
    }
    match after {
        rest if rest.starts_with("=>") => Some("a closure is written as `|x| …`"),
        rest if rest.starts_with(':') => Some(match line.rfind(['{', '(']) {
            Some(at) if line.get(at..).is_some_and(|from| from.starts_with('{')) => {
                "a map begins with `#{`: `#{ name: value }`"
            }
            _ if line.contains("let ") => "a variable has no type: `let x = …;`",
            _ => "a block stands between `{` and `}`",
        }),
        _ => None,
    }
}

/// What a word of another language is called here.
pub fn cure_of_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "null" | "nil" | "None" | "undefined" | "NULL" | "nothing" => "nothing is written as `()`",
        "True" | "TRUE" => "it is written as `true`",
        "False" | "FALSE" => "it is written as `false`",
        "self" | "state" => "the mode's state is called `this`",
        "var" | "val" | "local" => "a variable is made with `let`",
        "and" => "it is written as `&&`",
        "or" => "it is written as `||`",
        "not" => "it is written as `!`",
        "elif" | "elsif" | "elseif" => "it is written as `else if`",
        "function" | "def" | "func" | "fun" => "a function begins with `fn`",
        "match" | "case" => "it is written as `switch x { 1 => …, _ => … }`",
        _ => return None,
    })
}

fn cure_of_sign(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "?" => "a choice is written as `if a { b } else { c }`",
        "=" => "two values are compared with `==`",
        "++" => "write `x += 1`",
        "--" => "write `x -= 1`",
        _ => return None,
    })
}

/// Where the code before a place ends: blanks and remarks to the end of a line are passed over.
fn last_of_code(before: &str) -> Option<usize> {
    let mut end = before.len();
    for line in before.split_inclusive('\n').rev() {
        let start = end - line.len();
        let remark = line.match_indices("//").map(|(at, _)| at);
        let outside_text = |at: &usize| {
            line.get(..*at)
                .is_some_and(|code| code.matches(['"', '`']).count() % 2 == 0)
        };
        let code = line.get(..remark.filter(outside_text).min().unwrap_or(line.len()));
        let code = code.unwrap_or(line).trim_end();
        if !code.is_empty() {
            return Some(start + code.len());
        }
        end = start;
    }
    None
}

/// A problem with the bracket that was opened at a byte.
fn with_opened(problem: Problem, file: u16, opened: Option<usize>) -> Problem {
    match opened {
        Some(at) => problem.related(between(file, at, at + 1), "opened here"),
        None => problem,
    }
}
