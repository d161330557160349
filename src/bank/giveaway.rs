//! Finds questions that say their own key, and warns of them: one by one where they are written, all
//! of a template at once where they are made. What counts as said is each kind's to know.

use std::borrow::Cow;

use crate::text::language::primary;
use crate::text::show::few_of;
use crate::text::{Problem, Span};

use super::Question;

/// The right answer that a question says in its own words, if it does. A stimulus may say it: to find
/// it there is what many such questions ask for.
pub fn find(question: &Question, language: &str) -> Option<String> {
    let words = without_alternatives(&question.stem, language);
    question.kind.said_in(&words, language)
}

/// The warning of a written question.
pub fn written(answer: &str, place: Span) -> Problem {
    let message = format!("the question itself says the right answer, `{answer}`");
    Problem::warning(place, message)
        .hint("word the question so that it does not, or ask for something else")
}

/// The warning of a template, if questions with these ids say their own answers.
pub fn made(ids: &[String], place: Span) -> Option<Problem> {
    let who = few_of(ids);
    let message = match ids {
        [] => return None,
        [_] => format!("the made question {who} itself says its right answer"),
        _ => format!("made questions themselves say their right answers: {who}"),
    };
    Some(
        Problem::warning(place, message)
            .hint("leave such entities out by `where`, or word the prompt so that it does not"),
    )
}

/// The words less all sentences that offer alternatives: "Was it Moscow or Beijing?" says the right
/// answer and gives nothing away.
fn without_alternatives<'t>(words: &'t str, language: &str) -> Cow<'t, str> {
    let or = or(language);
    let offers = |sentence: &str| {
        let mut words = sentence.split(|c: char| !c.is_alphabetic());
        words.any(|word| word.eq_ignore_ascii_case(or))
    };
    if !offers(words) {
        return Cow::Borrowed(words);
    }
    let sentences = words.split_inclusive(['.', '?', '!', ';', '\n']);
    Cow::Owned(sentences.filter(|sentence| !offers(sentence)).collect())
}

/// The word between alternatives.
fn or(language: &str) -> &'static str {
    match primary(language) {
        "de" => "oder",
        "fr" | "pt" => "ou",
        "es" | "it" => "o",
        "nl" => "of",
        "sv" | "da" | "nb" | "no" => "eller",
        _ => "or",
    }
}
