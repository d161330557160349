//! Write a date: a day, a month or a year, within bands of the calendar. No missing part of an
//! answer is ever filled in; digits with two readings are asked back, or read with a note.

use jiff::civil;

use super::accepted::with_entries;
use super::fields::{self, Outcome};
use super::{Arrangement, Behaviour, Defaults, Doubt, Fingerprint, Knowledge};
use crate::item::{Credit, Expects, Judgement, Response, Shape};
use crate::text::date_reading::{self, Reading};
use crate::text::language::{DateOrder, date_order};
use crate::text::mention::mentions;
use crate::text::{PartialDate, Period, Problem, Problems, Spanned, Table, Value};

/// A question that is answered with a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Date {
    key: PartialDate,
    /// The key's band first.
    bands: Vec<Band>,
}

/// The days from first to last, both included.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    first: civil::Date,
    last: civil::Date,
    outcome: Outcome,
}

impl Behaviour for Date {
    const NAME: &'static str = "date";

    fn read(
        table: &mut Table<'_>,
        _: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let stem = fields::prompt(table, problems);
        let answer = table.required("answer", problems);
        let answer = answer.and_then(|v| fields::date(&v, "answer", problems));
        let kind = Self::of(answer, &[], table, problems);
        Some((stem?, kind?))
    }

    fn shape(&self, _: &mut Arrangement<'_>) -> Shape {
        Shape::Write {
            expects: self.expects(),
            unit: None,
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        match response {
            Response::Written(given) => self.judge(given, knowledge.language()),
            _ => Judgement::of(Credit::NONE),
        }
    }

    fn doubt(&self, response: &Response, _: &dyn Knowledge) -> Option<Doubt> {
        match response {
            Response::Written(given) => self.doubt_of(given),
            _ => None,
        }
    }

    fn key(&self) -> Response {
        Response::Written(self.key_text())
    }

    fn key_in_words(&self) -> String {
        self.key.in_words()
    }

    fn guess(&self) -> f64 {
        0.0
    }

    fn said_in(&self, words: &str, _: &str) -> Option<String> {
        let words = words.to_lowercase();
        let said = |spelling: &String| mentions(&words, &spelling.to_lowercase());
        // a year of fewer digits may be any number
        let telling = self.key.year >= 1000;
        (telling && spellings(self.key).iter().any(said)).then(|| self.key.in_words())
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        content.text(&self.key.to_string());
        for band in &self.bands {
            content.text(&format!("{} {}", band.first, band.last));
            content.number(band.outcome.credit.value());
        }
    }
}

impl Date {
    /// Takes everything but stem and key from a table; `others` are right too.
    pub(super) fn of(
        key: Option<Spanned<PartialDate>>,
        others: &[PartialDate],
        table: &mut Table<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let within = within(table, problems).unwrap_or_default();
        let rights = key.iter().flat_map(|key| {
            let answers = std::iter::once(&key.value).chain(others);
            answers.map(|answer| (key.span, Band::around(*answer, within, Outcome::KEY)))
        });
        let of_key = key.as_ref().map(|key| key.value);
        let bands = with_entries(
            rights,
            table,
            |value, problems| accepted(value, of_key, problems),
            |band| band.outcome.credit,
            Band::takes_all_of,
            problems,
        );
        let key = of_key;
        Some(Self { key: key?, bands })
    }

    /// What kind of date is written.
    pub(super) fn expects(&self) -> Expects {
        match (self.key.month, self.key.day) {
            (_, Some(_)) => Expects::Day,
            (Some(_), None) => Expects::Month,
            (None, None) => Expects::Year,
        }
    }

    /// The key as it may be typed.
    pub(super) fn key_text(&self) -> String {
        self.key.to_string()
    }

    /// What a typed text earns.
    pub(super) fn judge(&self, given: &str, language: &str) -> Judgement {
        if given.trim().is_empty() {
            return Judgement::of(Credit::NONE);
        }
        match date_reading::read(given) {
            Reading::One(date) => self.judge_date(date),
            Reading::None(why) => Judgement::of(Credit::NONE).note(why.to_string()),
            Reading::Two(day_first, month_first) => {
                let date = match date_order(language) {
                    DateOrder::DayFirst => day_first,
                    DateOrder::MonthFirst => month_first,
                    DateOrder::Undecided => self.better(day_first, month_first),
                };
                self.judge_date(date)
                    .note(format!("read as {}", date.in_words()))
            }
        }
    }

    /// The date that earns more; of equals the first.
    fn better(&self, one: PartialDate, other: PartialDate) -> PartialDate {
        let credit = |date| self.judge_date(date).credit;
        if credit(other) > credit(one) {
            other
        } else {
            one
        }
    }

    /// A coarser date is right if every day in it is within the band, a finer one if it lies in it.
    fn judge_date(&self, date: PartialDate) -> Judgement {
        let fitting = self.bands.iter().filter(|band| band.holds(date));
        let judgement = match Outcome::best(fitting.map(|band| &band.outcome)) {
            Some(outcome) => Judgement::of(outcome.credit).feedback(outcome.feedback.as_deref()),
            None => Judgement::of(Credit::NONE),
        };
        if !judgement.right() && date != self.key && date.contains(self.key) {
            let asked = match self.expects() {
                Expects::Month => "month",
                _ => "day",
            };
            return judgement.note(format!("right so far, but the {asked} was asked"));
        }
        judgement
    }

    /// Why a typed text should be asked again.
    pub(super) fn doubt_of(&self, given: &str) -> Option<Doubt> {
        if given.trim().is_empty() {
            return None;
        }
        match date_reading::read(given) {
            Reading::One(_) => None,
            Reading::Two(one, other) => Some(Doubt {
                question: question(one, other),
                readings: vec![one.in_words(), other.in_words()],
            }),
            Reading::None(why) => Some(Doubt {
                question: format!(
                    "{}: type it as in {}.",
                    capital(&why.to_string()),
                    self.example()
                ),
                readings: Vec::new(),
            }),
        }
    }

    /// A date of the precision that is asked, which is not the key.
    fn example(&self) -> &'static str {
        match self.expects() {
            Expects::Year => "1987",
            Expects::Month => "March 1987",
            _ => "12 March 1987",
        }
    }
}

impl Band {
    fn around(answer: PartialDate, within: Period, outcome: Outcome) -> Self {
        let (first, last) = answer.band(within);
        Self {
            first,
            last,
            outcome,
        }
    }

    fn holds(&self, date: PartialDate) -> bool {
        self.first <= date.first_day() && date.last_day() <= self.last
    }

    /// Whether it holds every date that the other holds.
    fn takes_all_of(&self, other: &Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

/// "11 July or 7 November 1961?"
fn question(one: PartialDate, other: PartialDate) -> String {
    let first = one.in_words();
    let without_year = first.strip_suffix(&one.year.to_string()).unwrap_or(&first);
    format!("{} or {}?", without_year.trim_end(), other.in_words())
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// How a date stands in a sentence: 11 July 1961, July 11, 1961, 1961-07-11.
fn spellings(date: PartialDate) -> Vec<String> {
    let words = date.in_words();
    let mut spellings = vec![date.to_string()];
    if let [day, month, year] = words.split(' ').collect::<Vec<_>>().as_slice() {
        spellings.push(format!("{month} {day}, {year}"));
    }
    spellings.push(words);
    spellings
}

/// Takes `within`: a length of time by the calendar.
fn within(table: &mut Table<'_>, problems: &mut Problems) -> Option<Period> {
    let value = table.value("within")?;
    let period = value.as_text().and_then(Period::read);
    if period.is_none() {
        problems.push(
            Problem::at(
                value.span,
                "`within` is not a length of time by the calendar",
            )
            .hint("write it as \"1 year\", \"2 months\" or \"3 days\""),
        );
    }
    period
}

/// An entry of `accept`: a date, or a band with `answer` (the key if left out), `within`, `credit`
/// and `feedback`.
fn accepted(value: Value<'_>, key: Option<PartialDate>, problems: &mut Problems) -> Option<Band> {
    if !matches!(value.raw, toml::de::DeValue::Table(_)) {
        let answer = fields::date(&value, "accept", problems)?.value;
        return Some(Band::around(answer, Period::default(), Outcome::KEY));
    }
    let mut table = value.table("an accepted answer", problems)?;
    let answer = match table.has("answer") {
        true => table.date("answer", problems).map(|answer| answer.value),
        false => key,
    };
    let within = within(&mut table, problems).unwrap_or_default();
    let outcome = Outcome::read(&mut table, problems);
    table.finish(problems);
    Some(Band::around(answer?, within, outcome))
}
