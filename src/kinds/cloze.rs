//! Fill the blanks of a text: `{{answer|other|~distractor}}`. All blanks are hidden together and
//! equally wide; the credit is the share of blanks. The syntax is in `blanks`; each blank is marked
//! by the kind that it is of.

use super::blanks::{self, Slots, Stretch};
use super::fields;
use super::options::{ChoiceOption, Options};
use super::text::Rules;
use super::{Arrangement, Behaviour, Date, Defaults, Doubt, Fingerprint, Knowledge, Number, Text};
use crate::item::{Credit, Expects, Judgement, Part, Piece, Response, Shape};
use crate::text::date_reading::{self, Reading};
use crate::text::{PartialDate, Problem, Problems, Span, Spanned, Table, Value, number};

/// A text with blanks; at least one.
#[derive(Debug, Clone, PartialEq)]
pub struct Cloze {
    stretches: Vec<Filled>,
}

/// What stands for a blank in a stem: the same for all.
const GAP: &str = "____";

#[derive(Debug, Clone, PartialEq)]
enum Filled {
    Text(String),
    Blank(Box<Blank>),
}

#[derive(Debug, Clone, PartialEq)]
struct Blank {
    kind: BlankKind,
    hint: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum BlankKind {
    Text(Text),
    Number(Number),
    Date(Date),
    Choice(Options),
}

impl Behaviour for Cloze {
    const NAME: &'static str = "cloze";

    fn read(
        table: &mut Table<'_>,
        defaults: &Defaults,
        problems: &mut Problems,
    ) -> Option<(String, Self)> {
        let text = table.required("text", problems);
        let (shuffle, _) = fields::shuffle(table, defaults, problems);
        let rules = Rules::read(table, defaults, problems);
        let more = table.list("blanks", problems);
        let text = text?;
        let places = Places::of(&text);
        let text = fields::filled_text(text, "`text`", problems)?;
        let (stretches, mistakes) = blanks::parse(&text.value);
        let whole = mistakes.is_empty();
        for mistake in mistakes {
            let span = places.of_range(mistake.at);
            problems.push(Problem::at(span, mistake.kind.to_string()).hint(mistake.kind.hint()));
        }
        let count = stretches
            .iter()
            .filter(|s| matches!(s, Stretch::Blank(_)))
            .count();
        if count == 0 && whole {
            problems.push(
                Problem::at(text.span, "the text has no blank")
                    .hint("put what is to be found between double braces: {{answer}}"),
            );
        }
        if let Some(extra) = more.get(count).filter(|_| whole) {
            problems.push(
                Problem::at(extra.span, format!("the text has only {count} blanks"))
                    .hint("`blanks` has one entry for each blank, in order"),
            );
        }
        let reader = Reader {
            defaults: rules.as_defaults(defaults),
            rules,
            shuffle,
        };
        let mut more = more.into_iter();
        let stretches: Vec<Filled> = stretches
            .into_iter()
            .filter_map(|stretch| match stretch {
                Stretch::Text(text) => Some(Filled::Text(text)),
                Stretch::Broken => {
                    more.next();
                    None
                }
                Stretch::Blank(slots) => {
                    let span = places.of_range(slots.at.clone());
                    let blank = reader.blank(slots, span, more.next(), problems)?;
                    Some(Filled::Blank(Box::new(blank)))
                }
            })
            .collect();
        let kind = Self { stretches };
        (kind.blanks().count() > 0).then(|| (kind.stem(), kind))
    }

    fn shape(&self, arrangement: &mut Arrangement<'_>) -> Shape {
        let pieces = self.stretches.iter().map(|stretch| match stretch {
            Filled::Text(text) => Piece::Text(text.clone()),
            Filled::Blank(blank) => blank.piece(arrangement),
        });
        Shape::FillBlanks {
            pieces: pieces.collect(),
        }
    }

    fn mark(&self, response: &Response, knowledge: &dyn Knowledge) -> Judgement {
        let Response::Blanks(given) = response else {
            return Judgement::of(Credit::NONE);
        };
        let count = self.blanks().count();
        let mut whole = Judgement::of(Credit::NONE);
        let mut earned = 0.0;
        for (at, blank) in self.blanks().enumerate() {
            let text = given.get(at).map_or("", String::as_str);
            let judgement = blank.judge(text, knowledge);
            earned += judgement.credit.value();
            let name = format!("blank {}", at + 1);
            let said = |note: String| match count {
                1 => note,
                _ => format!("{name}: {note}"),
            };
            whole.notes.extend(judgement.notes.into_iter().map(said));
            whole.feedback.extend(judgement.feedback);
            whole.parts.push(Part {
                text: name,
                given: Some(text.to_owned()).filter(|text| !text.trim().is_empty()),
                key: blank.key_in_words(),
                credit: judgement.credit,
            });
        }
        whole.credit = Credit::new(earned / count as f64).unwrap_or(Credit::NONE);
        whole
    }

    fn doubt(&self, response: &Response, knowledge: &dyn Knowledge) -> Option<Doubt> {
        let Response::Blanks(given) = response else {
            return None;
        };
        let several = self.blanks().nth(1).is_some();
        let mut doubts = self.blanks().zip(given).enumerate();
        let (at, doubt) =
            doubts.find_map(|(at, (blank, text))| Some((at, blank.doubt_of(text, knowledge)?)))?;
        if !several {
            return Some(doubt);
        }
        let with = |reading: String| {
            let texts = given
                .iter()
                .enumerate()
                .map(|(other, text)| match other == at {
                    true => reading.as_str(),
                    false => text.as_str(),
                });
            texts.collect::<Vec<_>>().join(" | ")
        };
        Some(Doubt {
            question: format!("Blank {}: {}", at + 1, doubt.question),
            readings: doubt.readings.into_iter().map(with).collect(),
        })
    }

    fn key(&self) -> Response {
        Response::Blanks(self.blanks().map(Blank::key_text).collect())
    }

    fn key_in_words(&self) -> String {
        let keys: Vec<String> = self.blanks().map(Blank::key_in_words).collect();
        keys.join(" | ")
    }

    fn guess(&self) -> f64 {
        self.blanks().map(Blank::guess).product()
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        for blank in self.blanks() {
            blank.fingerprint(content);
        }
    }
}

impl Cloze {
    fn blanks(&self) -> impl Iterator<Item = &Blank> {
        self.stretches.iter().filter_map(|stretch| match stretch {
            Filled::Blank(blank) => Some(blank.as_ref()),
            Filled::Text(_) => None,
        })
    }

    /// The text with equally wide gaps.
    fn stem(&self) -> String {
        let texts = self.stretches.iter().map(|stretch| match stretch {
            Filled::Text(text) => text.as_str(),
            Filled::Blank(_) => GAP,
        });
        texts.collect()
    }
}

impl Blank {
    fn piece(&self, arrangement: &mut Arrangement<'_>) -> Piece {
        let (options, expects) = match &self.kind {
            BlankKind::Text(_) => (Vec::new(), Expects::Text),
            BlankKind::Number(_) => (Vec::new(), Expects::Number),
            BlankKind::Date(date) => (Vec::new(), date.expects()),
            BlankKind::Choice(options) => (options.shown(arrangement), Expects::Text),
        };
        Piece::Blank {
            options,
            expects,
            hint: self.hint.clone(),
        }
    }

    fn judge(&self, given: &str, knowledge: &dyn Knowledge) -> Judgement {
        match &self.kind {
            BlankKind::Text(text) => text.judge(given, knowledge),
            BlankKind::Number(number) => number.judge(given, knowledge.language()),
            BlankKind::Date(date) => date.judge(given, knowledge.language()),
            BlankKind::Choice(options) => {
                let chosen = options.find(given);
                Judgement::of(chosen.map_or(Credit::NONE, |option| option.credit))
            }
        }
    }

    fn doubt_of(&self, given: &str, knowledge: &dyn Knowledge) -> Option<Doubt> {
        match &self.kind {
            BlankKind::Number(number) => number.doubt_of(given, knowledge.language()),
            BlankKind::Date(date) => date.doubt_of(given),
            BlankKind::Text(_) | BlankKind::Choice(_) => None,
        }
    }

    fn key_text(&self) -> String {
        match &self.kind {
            BlankKind::Text(text) => text.key_text().to_owned(),
            BlankKind::Number(number) => number.key_text(),
            BlankKind::Date(date) => date.key_text(),
            BlankKind::Choice(options) => options
                .best()
                .map(|option| option.text.clone())
                .unwrap_or_default(),
        }
    }

    fn key_in_words(&self) -> String {
        match &self.kind {
            BlankKind::Number(number) => number.key_in_words(),
            BlankKind::Date(date) => date.key_in_words(),
            BlankKind::Text(_) | BlankKind::Choice(_) => self.key_text(),
        }
    }

    fn guess(&self) -> f64 {
        match &self.kind {
            BlankKind::Choice(options) => {
                let right = options.iter().filter(|option| option.is_key()).count();
                Credit::share(right, options.len()).value()
            }
            _ => 0.0,
        }
    }

    fn fingerprint(&self, content: &mut Fingerprint) {
        match &self.kind {
            BlankKind::Text(text) => text.fingerprint(content),
            BlankKind::Number(number) => number.fingerprint(content),
            BlankKind::Date(date) => date.fingerprint(content),
            BlankKind::Choice(options) => options.fingerprint(content),
        }
    }
}

/// What all blanks of a text share when they are read.
struct Reader {
    rules: Rules,
    defaults: Defaults,
    shuffle: bool,
}

impl Reader {
    /// Makes a blank of what stands between its braces and of its entry in `blanks`.
    fn blank(
        &self,
        slots: Slots,
        span: Span,
        more: Option<Value<'_>>,
        problems: &mut Problems,
    ) -> Option<Blank> {
        let mut table = match more {
            Some(value) => Some(value.table("an entry of `blanks`", problems)?),
            None => None,
        };
        let named = table
            .as_mut()
            .and_then(|table| table.text("kind", problems));
        let hint = table
            .as_mut()
            .and_then(|table| table.text("hint", problems));
        let kind = self.kind(slots, span, named, table.as_mut(), problems);
        if let Some(table) = table {
            table.finish(problems);
        }
        Some(Blank {
            kind: kind?,
            hint: hint.map(|hint| hint.value),
        })
    }

    fn kind(
        &self,
        slots: Slots,
        span: Span,
        named: Option<Spanned<String>>,
        table: Option<&mut Table<'_>>,
        problems: &mut Problems,
    ) -> Option<BlankKind> {
        const KINDS: [&str; 4] = ["text", "number", "date", "choice"];
        let by_signs = if slots.wrong.is_empty() {
            "text"
        } else {
            "choice"
        };
        let name = named
            .as_ref()
            .map_or(by_signs, |named| named.value.as_str());
        if let Some(named) = &named {
            let fits = slots.wrong.is_empty() == (name != "choice");
            if !KINDS.contains(&name) {
                problems.push(
                    Problem::at(named.span, format!("a blank can't be of kind `{name}`"))
                        .did_you_mean(name, KINDS)
                        .hint_if_none(|| format!("it may be {}", KINDS.join(", "))),
                );
                return None;
            }
            if !fits {
                problems.push(
                    Problem::at(
                        named.span,
                        "options with ~ and the kind `choice` go together",
                    )
                    .hint("a choice is written {{right|~wrong}}; other blanks have no ~")
                    .related(span, "the blank"),
                );
                return None;
            }
        }
        match (name, table) {
            ("choice", _) => Some(BlankKind::Choice(self.options(slots, span, problems))),
            ("number", Some(table)) => {
                let read = |text: &str| number_of(text, &self.defaults.language);
                let values = values(&slots, span, "number", read, problems)?;
                let (key, others) = values.split_first()?;
                let key = Some(Spanned { value: *key, span });
                Number::of(key, others, table, &self.defaults, problems).map(BlankKind::Number)
            }
            ("date", Some(table)) => {
                let values = values(&slots, span, "date", date_of, problems)?;
                let (key, others) = values.split_first()?;
                let key = Some(Spanned { value: *key, span });
                Date::of(key, others, table, problems).map(BlankKind::Date)
            }
            (_, Some(table)) => {
                let rules = Rules::read(table, &self.defaults, problems);
                let accepted = table.list("accept", problems);
                Some(BlankKind::Text(text_of(
                    slots, span, accepted, rules, problems,
                )))
            }
            (_, None) => {
                let rules = self.rules.clone();
                Some(BlankKind::Text(text_of(
                    slots,
                    span,
                    Vec::new(),
                    rules,
                    problems,
                )))
            }
        }
    }

    fn options(&self, slots: Slots, span: Span, problems: &mut Problems) -> Options {
        let with = |credit: Credit| {
            move |text: String| Spanned {
                value: ChoiceOption::new(text, credit),
                span,
            }
        };
        let right = slots.right.into_iter().map(with(Credit::FULL));
        let options = right.chain(slots.wrong.into_iter().map(with(Credit::NONE)));
        Options::new(options.collect(), false, self.shuffle, problems)
    }
}

fn text_of(
    slots: Slots,
    span: Span,
    accepted: Vec<Value<'_>>,
    rules: Rules,
    problems: &mut Problems,
) -> Text {
    let answers = slots.right.into_iter().map(|value| Spanned { value, span });
    Text::of(answers.collect(), accepted, rules, problems)
}

/// The answers of a blank as values of its kind.
fn values<T>(
    slots: &Slots,
    span: Span,
    kind: &str,
    read: impl Fn(&str) -> Option<T>,
    problems: &mut Problems,
) -> Option<Vec<T>> {
    let values = slots.right.iter().map(|text| {
        let value = read(text);
        if value.is_none() {
            problems.push(Problem::at(span, format!("`{text}` is no {kind}")));
        }
        value
    });
    values.collect()
}

fn number_of(text: &str, language: &str) -> Option<rust_decimal::Decimal> {
    let plain = number::decimal(text);
    plain.or_else(|| {
        let written = number::read(text, language)?;
        written.rest.is_empty().then_some(written.value)
    })
}

fn date_of(text: &str) -> Option<PartialDate> {
    match date_reading::read(text) {
        Reading::One(date) => Some(date),
        _ => None,
    }
}

/// Turns ranges of a text into places of its file.
struct Places {
    span: Span,
    /// How many bytes stand before the text in its quotes; nothing if escapes have moved the rest.
    quotes: Option<u32>,
}

impl Places {
    fn of(value: &Value<'_>) -> Self {
        use std::borrow::Cow;
        use toml::de::DeValue;
        let around = match &value.raw {
            DeValue::String(Cow::Borrowed(text)) => {
                let written = value.span.end.saturating_sub(value.span.start) as usize;
                written.checked_sub(text.len())
            }
            _ => None,
        };
        // one quote, or three, perhaps with a line end after them
        let quotes = match around {
            Some(2) => Some(1),
            Some(around @ 6..=8) => u32::try_from(around - 3).ok(),
            _ => None,
        };
        Self {
            span: value.span,
            quotes,
        }
    }

    /// The place of a range; that of the whole text where it can't be told.
    fn of_range(&self, range: std::ops::Range<usize>) -> Span {
        let Some(quotes) = self.quotes else {
            return self.span;
        };
        let shift = |at: usize| self.span.start + quotes + u32::try_from(at).unwrap_or(0);
        Span {
            start: shift(range.start).min(self.span.end),
            end: shift(range.end).min(self.span.end),
            ..self.span
        }
    }
}
