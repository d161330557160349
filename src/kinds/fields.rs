//! What several kinds read alike from a question's table: credits, rules, what texts ignore, numbers
//! and dates that are compared exactly. Each helper notes what is wrong where it stands.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::Defaults;
use crate::item::Credit;
use crate::text::{
    Ignored, PartialDate, Problem, Problems, Spanned, Table, Value, decimal, fold, number_words,
    table,
};

/// What an accepted answer earns, and what the bank says to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub credit: Credit,
    pub feedback: Option<String>,
}

impl Outcome {
    /// The key's own.
    pub const KEY: Self = Self {
        credit: Credit::FULL,
        feedback: None,
    };

    /// Takes `credit` (full unless said) and `feedback` of an accepted answer.
    pub fn read(table: &mut Table<'_>, problems: &mut Problems) -> Self {
        Self {
            credit: credit(table, "credit", Credit::FULL, problems),
            feedback: table.text("feedback", problems).map(|text| text.value),
        }
    }

    /// The first of those with the best credit.
    pub fn best<'a>(outcomes: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        outcomes.into_iter().reduce(|best, other| {
            if other.credit > best.credit {
                other
            } else {
                best
            }
        })
    }
}

/// Takes the question's `prompt`.
pub(super) fn prompt(table: &mut Table<'_>, problems: &mut Problems) -> Option<String> {
    Some(table.required_text("prompt", problems)?.value)
}

/// Takes a credit from -1 to 1.
pub(super) fn credit(
    table: &mut Table<'_>,
    name: &'static str,
    otherwise: Credit,
    problems: &mut Problems,
) -> Credit {
    let Some(number) = table.number(name, problems) else {
        return otherwise;
    };
    Credit::new(number.value).unwrap_or_else(|| {
        problems.push(
            Problem::at(number.span, format!("`{name}` must be from -1 to 1"))
                .hint("1 is fully right, 0 earns nothing, below 0 costs something"),
        );
        otherwise
    })
}

/// Takes the rule in `credit`: one of these names.
pub(super) fn rule<R: Copy>(
    table: &mut Table<'_>,
    rules: &[(&'static str, R)],
    otherwise: R,
    problems: &mut Problems,
) -> R {
    let Some(name) = table.text("credit", problems) else {
        return otherwise;
    };
    let known = rules.iter().find(|(known, _)| *known == name.value);
    known.map_or_else(
        || {
            let names = rules.iter().map(|(name, _)| *name);
            problems.push(
                Problem::at(name.span, format!("unknown rule `{}`", name.value))
                    .did_you_mean(&name.value, names.clone())
                    .hint_if_none(|| {
                        format!("the rules are {}", names.collect::<Vec<_>>().join(", "))
                    }),
            );
            otherwise
        },
        |(_, rule)| *rule,
    )
}

/// Takes `shuffle`, with where it stands if it is written.
pub(super) fn shuffle(
    table: &mut Table<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
) -> (bool, Option<crate::text::Span>) {
    match table.boolean("shuffle", problems) {
        Some(written) => (written.value, Some(written.span)),
        None => (defaults.shuffle, None),
    }
}

/// Takes `ignore`: what comparing texts ignores.
pub(super) fn ignored(
    table: &mut Table<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
) -> Vec<Ignored> {
    if !table.has("ignore") {
        return match &defaults.ignore {
            Some(names) => names
                .iter()
                .filter_map(|name| Ignored::named(name))
                .collect(),
            None => vec![Ignored::Case],
        };
    }
    let names = table.texts("ignore", problems);
    let mut ignored = Vec::new();
    for name in names {
        match Ignored::named(&name.value) {
            Some(known) => ignored.push(known),
            None => {
                let known = Ignored::ALL.map(Ignored::name);
                problems.push(
                    Problem::at(name.span, format!("`ignore` knows no `{}`", name.value))
                        .did_you_mean(&name.value, known)
                        .hint_if_none(|| format!("it may hold {}", known.join(", "))),
                );
            }
        }
    }
    ignored
}

/// Whether an answer that stands in its own question can only be meant as the answer: two letters,
/// three digits and words of counting may stand there for something else.
pub(super) fn is_telling(answer: &str, language: &str) -> bool {
    const COMMON: [&str; 10] = [
        "all", "always", "both", "either", "every", "neither", "never", "none", "some", "yes",
    ];
    let letters = answer.chars().filter(|c| c.is_alphabetic()).count();
    let digits = answer.chars().filter(char::is_ascii_digit).count();
    let word = answer.trim().to_lowercase();
    let counting = COMMON.contains(&word.as_str()) || number_words::counts(&word, language);
    !counting && (letters >= 3 || (letters == 0 && digits >= 4))
}

/// Takes a list of texts in which none may be empty or stand twice.
pub(super) fn distinct_texts(
    table: &mut Table<'_>,
    name: &'static str,
    each: &str,
    problems: &mut Problems,
) -> Vec<Spanned<String>> {
    let texts = table
        .list(name, problems)
        .into_iter()
        .filter_map(|value| filled_text(value, each, problems))
        .collect::<Vec<_>>();
    distinct(&texts, each, problems);
    texts
}

/// A text that is not empty.
pub(super) fn filled_text(
    value: Value<'_>,
    what: &str,
    problems: &mut Problems,
) -> Option<Spanned<String>> {
    let text = value.text(what, problems)?;
    if text.value.trim().is_empty() {
        problems.push(Problem::at(text.span, format!("{what} is empty")));
        return None;
    }
    Some(text)
}

/// Notes each text that looks like an earlier one.
pub(super) fn distinct(texts: &[Spanned<String>], each: &str, problems: &mut Problems) {
    let mut seen = HashMap::new();
    for text in texts {
        if let Some(first) = seen.insert(fold::normal(&text.value), text.span) {
            problems.push(
                Problem::at(
                    text.span,
                    format!("{each} stands there twice: `{}`", text.value),
                )
                .related(first, "here first")
                .hint("leave one of them out"),
            );
        }
    }
}

/// A number that is compared exactly, as written.
pub(super) fn decimal(
    value: &Value<'_>,
    what: &str,
    problems: &mut Problems,
) -> Option<Spanned<Decimal>> {
    let written = value.as_decimal().or_else(|| filled(value));
    if let Some(decimal) = written.as_deref().and_then(decimal::read) {
        return Some(Spanned {
            value: decimal,
            span: value.span,
        });
    }
    let problem = match &written {
        Some(_) => Problem::at(value.span, format!("{what} can't be compared exactly"))
            .hint("it must be finite and have at most 28 digits"),
        None => Problem::at(
            value.span,
            format!("{what} must be a number, not {}", value.kind()),
        ),
    };
    let bare = value
        .as_text()
        .filter(|text| decimal::read(text.trim()).is_some());
    problems.push(match bare {
        Some(_) => problem.hint("leave out the quotes"),
        None => problem,
    });
    None
}

/// The text that a template has put in a number's place: it owns it, where an author's text is
/// borrowed from the file.
fn filled(value: &Value<'_>) -> Option<String> {
    match &value.raw {
        DeValue::String(Cow::Owned(text)) => decimal::read(text).map(|_| text.clone()),
        _ => None,
    }
}

/// Takes a number that is compared exactly and is not below 0.
pub(super) fn distance(
    table: &mut Table<'_>,
    name: &'static str,
    problems: &mut Problems,
) -> Option<Spanned<Decimal>> {
    let value = table.value(name)?;
    let distance = decimal(&value, &format!("`{name}`"), problems)?;
    if distance.value < Decimal::ZERO {
        problems.push(Problem::at(
            distance.span,
            format!("`{name}` must not be below 0"),
        ));
        return None;
    }
    Some(distance)
}

/// A date of any precision.
pub(super) fn date(
    value: &Value<'_>,
    name: &str,
    problems: &mut Problems,
) -> Option<Spanned<PartialDate>> {
    match value.as_date() {
        Some(date) => Some(Spanned {
            value: date,
            span: value.span,
        }),
        None => {
            problems.push(table::not_a_date(value, name));
            None
        }
    }
}

/// The name of a rule.
pub(super) fn name_of<R: Copy + PartialEq>(rules: &[(&'static str, R)], rule: R) -> &'static str {
    let known = rules.iter().find(|(_, known)| *known == rule);
    known.map_or("", |(name, _)| name)
}
