//! Write a number: compared as a decimal, as written, within bands whose edges belong to them, with
//! or without a unit. How numbers are spelled is read by the text floor.

use rust_decimal::Decimal;

use super::accepted::with_entries;
use super::fields::{self, Outcome};
use super::unit::{Unit, may_be_unit, spelling};
use super::{Arrangement, Behaviour, Defaults, Doubt, Fingerprint, Knowledge};
use crate::item::{Credit, Expects, Judgement, Response, Shape};
use crate::text::multiplier::multiplier;
use crate::text::{
    Problem, Problems, Spanned, Table, Value, decimal, mention, number, number_words, qualifier,
};

/// A question that is answered with a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The key's band first.
    bands: Vec<Band>,
    unit: Option<Unit>,
    /// The question, whose words may stand beside the number: `Article 4`.
    question: String,
}

/// The numbers not further from an answer than a distance.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    answer: Decimal,
    within: Decimal,
    outcome: Outcome,
}

impl Behaviour for Number {
    const NAME: &'static str = "number";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let answer = table.required("answer", problems);
        let answer = answer.and_then(|v| fields::decimal(&v, "`answer`", problems));
        let kind = Self::of(answer, &[], table, defaults, problems);
        let (stem, kind) = (stem?, kind?);
        let question = stem.clone();
        Some((stem, Self { question, ..kind }))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::Write {
            expects: Expects::Number,
            unit: self.unit.as_ref().map(|unit| unit.name.clone()),
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        match response {
            Response::Written(given) => self.judge(given, knowledge.language()),
            _ => Judgement::of(Credit::NONE),
        }
    }

    fn doubt(&self, response: &Response, knowledge: &dyn Knowledge) -> Option<Doubt> {
        match response {
            Response::Written(given) => self.doubt_of(given, knowledge.language()),
            _ => None,
        }
    }

    fn key(&self) -> Response {
        Response::Written(self.key_text())
    }

    fn key_in_words(&self) -> String {
        let answer = self.bands.first().map(|key| key.answer.normalize());
        let number = answer.unwrap_or_default().to_string();
        match &self.unit {
            Some(unit) => format!("{number} {}", unit.name),
            None => number,
        }
    }

    fn guess(&self) -> f64 {
        0.0
    }

    fn said_in(&self, words: &str, language: &str) -> Option<String> {
        let key = self.bands.first()?.answer;
        let said = |(value, rest): (Decimal, String)| match self.factor_before(&rest) {
            Some(factor) => value.checked_mul(factor) == Some(key),
            // a short number may be there for something else
            None => value == key && key >= Decimal::ONE_THOUSAND,
        };
        mention::numbers(words, language)
            .any(said)
            .then(|| self.key_in_words())
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for band in &self.bands {
            content.text(&band.answer.normalize().to_string());
            content.text(&band.within.normalize().to_string());
            content.number(band.outcome.credit.value());
        }
        if let Some(unit) = &self.unit {
            unit.fingerprint(content);
        }
    }
}

/// What a typed text says.
enum Given {
    /// A number; `beside` is what stands behind it and may be a unit that nobody asked for.
    Value {
        value: Decimal,
        notes: Vec<String>,
        beside: Option<String>,
    },
    /// A number in hundredths, where no unit is asked.
    Percent {
        value: Decimal,
        notes: Vec<String>,
    },
    WithoutUnit {
        value: Decimal,
        notes: Vec<String>,
    },
    WrongUnit(String),
    /// A number that the words around it deny: `less than 5`.
    Denied(String),
    NoNumber,
}

impl Number {
    /// Takes everything but stem and key from a table; `others` are right too.
    pub(super) fn of(
        key: Option<Spanned<Decimal>>,
        others: &[Decimal],
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<Self> {
        let within = within(table, key.as_ref().map(|key| key.value), problems);
        let rights = key.iter().flat_map(|key| {
            let answers = std::iter::once(&key.value).chain(others);
            answers.map(|answer| {
                let band = Band {
                    answer: *answer,
                    within: within.unwrap_or_default(),
                    outcome: Outcome::KEY,
                };
                (key.span, band)
            })
        });
        let bands = with_entries(
            rights,
            table,
            |value, problems| accepted(value, key.as_ref().map(|key| key.value), problems),
            |band| band.outcome.credit,
            Band::takes_all_of,
            problems,
        );
        let unit = Unit::read(table, problems);
        let kind = Self {
            bands,
            unit,
            question: String::new(),
        };
        let key = key?;
        if !kind.judge(&kind.key_text(), &defaults.language).right() {
            problems.push(
                Problem::at(
                    key.span,
                    format!("the answer `{}` can't be read back", kind.key_text()),
                )
                .hint("the unit must not begin like a part of the number"),
            );
        }
        Some(kind)
    }

    /// The key as it may be typed, read the same in every language.
    pub(super) fn key_text(&self) -> String {
        let answer = self.bands.first().map(|key| key.answer).unwrap_or_default();
        let number = decimal::unmistakable(answer);
        match &self.unit {
            Some(unit) => format!("{number} {}", unit.name),
            None => number,
        }
    }

    /// What a typed text earns.
    pub(super) fn judge(&self, given: &str, language: &str) -> Judgement {
        let nothing = Judgement::of(Credit::NONE);
        if given.trim().is_empty() {
            return nothing;
        }
        match self.given(given, language) {
            Given::NoNumber => nothing.note("not a number"),
            Given::WrongUnit(unit) => nothing.note(self.wrong_unit(&unit)),
            Given::Denied(word) => nothing.note(format!("`{word}` leaves the number open")),
            Given::Value { value, notes, .. } => self.judge_value(value, notes),
            Given::Percent { value, notes } => self.judge_percent(value, notes),
            Given::WithoutUnit { value, mut notes } => {
                notes.push("unit missing".to_owned());
                let missing = self.unit.as_ref().and_then(|unit| unit.missing);
                let mut judgement = self.judge_value(value, notes);
                let share = missing.unwrap_or(Credit::NONE).value();
                let credit = judgement.credit.value();
                let credit = if credit > 0.0 || missing.is_none() {
                    credit * share
                } else {
                    credit
                };
                judgement.credit = Credit::new(credit).unwrap_or(Credit::NONE);
                judgement
            }
        }
    }

    fn judge_value(&self, value: Decimal, notes: Vec<String>) -> Judgement {
        let fitting = self.bands.iter().filter(|band| band.holds(value));
        let judgement = match Outcome::best(fitting.map(|band| &band.outcome)) {
            Some(outcome) => Judgement::of(outcome.credit).feedback(outcome.feedback.as_deref()),
            None => Judgement::of(Credit::NONE),
        };
        Judgement { notes, ..judgement }
    }

    /// Of a number and of its hundredth, the one that earns more: a share is asked as either.
    fn judge_percent(&self, value: Decimal, notes: Vec<String>) -> Judgement {
        let share = value.checked_mul(Decimal::new(1, 2)).unwrap_or(value);
        let as_share = self.judge_value(share, Vec::new());
        let judgement = self.judge_value(value, notes);
        if as_share.credit > judgement.credit {
            return as_share.note(format!("read as {}", share.normalize()));
        }
        judgement
    }

    /// Why a typed text should be asked again.
    pub(super) fn doubt_of(&self, given: &str, language: &str) -> Option<Doubt> {
        if given.trim().is_empty() {
            return None;
        }
        let question = match (self.given(given, language), &self.unit) {
            (Given::NoNumber, _) => "That is not a number: type it in digits.".to_owned(),
            (Given::Denied(word), _) => {
                format!("`{word}` leaves the number open: type the number alone.")
            }
            (Given::Value { beside, .. }, None) => {
                format!(
                    "What is `{}`? No unit is asked: type the number alone.",
                    beside?
                )
            }
            (Given::WithoutUnit { .. }, Some(unit)) if unit.missing.is_none() => {
                "With which unit?".to_owned()
            }
            _ => return None,
        };
        Some(Doubt {
            question,
            readings: Vec::new(),
        })
    }

    fn given(&self, given: &str, language: &str) -> Given {
        let bare = qualifier::bare(given, language, &self.question);
        let behind_minus = number_words::behind_minus(bare.text, language);
        let text = behind_minus.unwrap_or(bare.text);
        let in_words = number_words::read(text, language);
        let spelled = in_words.is_some() || behind_minus.is_some();
        let Some(mut written) = in_words.or_else(|| number::read(text, language)) else {
            return Given::NoNumber;
        };
        if behind_minus.is_some() {
            // minus -5 is no way to write a number
            if written.value.is_sign_negative() {
                return Given::NoNumber;
            }
            written.value.set_sign_negative(true);
        }
        if let Some(word) = bare.denied {
            return Given::Denied(word.to_owned());
        }
        let (mut value, mut rest) = (written.value, written.rest.as_str());
        let mut notes: Vec<String> = bare.taken.iter().map(|word| not_heeded(word)).collect();
        // a listed unit is never a multiplier: M may be miles
        if self.factor(rest).is_none()
            && let Some((times, after)) = multiplier(rest, language)
        {
            (value, rest) = (value.saturating_mul(times), after);
            notes.push(format!("read as {}", value.normalize()));
        } else if written.one_way || spelled {
            notes.push(format!("read as {}", value.normalize()));
        }
        if let Some(after) = rest.strip_prefix('+') {
            rest = after.trim();
            notes.push(not_heeded("+"));
        }
        match (&self.unit, self.factor(rest)) {
            (_, Some(factor)) => Given::Value {
                value: value.saturating_mul(factor),
                notes,
                beside: None,
            },
            _ if rest
                .split_whitespace()
                .any(|word| number_words::counts(word, language)) =>
            {
                Given::NoNumber
            }
            (Some(_), None) if rest.is_empty() => Given::WithoutUnit { value, notes },
            (Some(_), None) if may_be_unit(rest) => Given::WrongUnit(rest.to_owned()),
            (None, None) if rest.is_empty() => Given::Value {
                value,
                notes,
                beside: None,
            },
            // "5x" is no number, though "5km" and "5 x" are
            (None, None) if written.attached && rest == written.rest && is_letter(rest) => {
                Given::NoNumber
            }
            (None, None) if may_be_unit(rest) => self.beside(value, rest, notes),
            _ => Given::NoNumber,
        }
    }

    /// A number with something behind it that nobody asked for. A word of the question or a longer
    /// one says what is counted; a short one may be a unit that makes another number of it.
    fn beside(&self, value: Decimal, beside: &str, mut notes: Vec<String>) -> Given {
        notes.push(format!("`{beside}` was ignored, as no unit is asked"));
        if spelling(beside) == "%" {
            return Given::Percent { value, notes };
        }
        let short = beside.chars().count() <= 3 && beside.chars().all(char::is_alphabetic);
        let doubtful = short && !qualifier::in_text(beside, &self.question);
        Given::Value {
            value,
            notes,
            beside: doubtful.then(|| beside.to_owned()),
        }
    }

    /// The factor of a unit, if the question knows it.
    fn factor(&self, unit: &str) -> Option<Decimal> {
        self.unit
            .as_ref()?
            .factor(unit)
            .filter(|_| !unit.is_empty())
    }

    /// The factor of the unit with which a text begins, if the question knows it.
    fn factor_before(&self, text: &str) -> Option<Decimal> {
        let words: Vec<&str> = text.split_whitespace().take(2).collect();
        let starts = (1..=words.len())
            .rev()
            .filter_map(|count| words.get(..count));
        let mut units = starts.map(|words| words.join(" "));
        units.find_map(|unit| {
            self.factor(unit.trim_end_matches(['.', ',', ';', ':', '?', '!', ')']))
        })
    }

    fn wrong_unit(&self, given: &str) -> String {
        let name = self.unit.as_ref().map_or("", |unit| unit.name.as_str());
        format!("the unit is wrong: {given} is not {name}")
    }
}

fn not_heeded(word: &str) -> String {
    format!("`{word}` was not heeded")
}

fn is_letter(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

impl Band {
    fn holds(&self, value: Decimal) -> bool {
        let distance = value.checked_sub(self.answer).map(|d| d.abs());
        distance.is_some_and(|distance| distance <= self.within)
    }

    /// Whether it holds every number that the other holds.
    fn takes_all_of(&self, other: &Self) -> bool {
        let distance = self.answer.checked_sub(other.answer).map(|d| d.abs());
        let reach = distance.and_then(|distance| distance.checked_add(other.within));
        reach.is_some_and(|reach| reach <= self.within)
    }
}

/// Takes `within` or `tolerance`, which is a share of the answer.
fn within(
    table: &mut Table<'_>,
    answer: Option<Decimal>,
    problems: &mut Problems,
) -> Option<Decimal> {
    let place = table.name_span("tolerance");
    let within = fields::distance(table, "within", problems);
    let tolerance = table.value("tolerance");
    if let (Some(_), Some(_), Some(span)) = (&within, &tolerance, place) {
        problems.push(
            Problem::at(span, "`within` and `tolerance` exclude each other")
                .hint("keep the one that is meant"),
        );
    }
    let Some(tolerance) = tolerance else {
        return within.map(|within| within.value);
    };
    let percent = tolerance
        .as_text()
        .and_then(|text| decimal::read(text.trim().strip_suffix('%')?.trim()))
        .filter(|percent| *percent >= Decimal::ZERO);
    let Some(percent) = percent else {
        let problem = Problem::at(tolerance.span, "`tolerance` must be a percentage in quotes");
        problems.push(problem.hint("write tolerance = \"5%\", or `within` for a fixed distance"));
        return None;
    };
    let answer = answer?;
    if answer.is_zero() {
        problems.push(
            Problem::warning(tolerance.span, "a percentage of 0 is 0, so only 0 is right")
                .hint("write `within` with a fixed distance"),
        );
    }
    let hundredth = Decimal::new(1, 2);
    let share = percent.checked_mul(hundredth)?;
    answer.abs().checked_mul(share)
}

/// An entry of `accept`: a number, or a band with `answer` (the key if left out), `within` or
/// `tolerance`, `credit` and `feedback`.
fn accepted(value: Value<'_>, key: Option<Decimal>, problems: &mut Problems) -> Option<Band> {
    if !matches!(value.raw, toml::de::DeValue::Table(_)) {
        let answer = fields::decimal(&value, "an accepted answer", problems)?.value;
        return Some(Band {
            answer,
            within: Decimal::ZERO,
            outcome: Outcome::KEY,
        });
    }
    let mut table = value.table("an accepted answer", problems)?;
    let answer = match table.value("answer") {
        Some(value) => fields::decimal(&value, "`answer`", problems).map(|answer| answer.value),
        None => key,
    };
    let band = Band {
        answer: answer.unwrap_or_default(),
        within: within(&mut table, answer, problems).unwrap_or_default(),
        outcome: Outcome::read(&mut table, problems),
    };
    table.finish(problems);
    answer.map(|_| band)
}
