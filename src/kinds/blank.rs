//! One blank of a text: a text, a number, a date or a choice, made of what stands between its braces
//! and of its entry in `blanks`. `cloze` puts blanks together.

use rust_decimal::Decimal;

use super::blanks::Slots;
use super::options::{ChoiceOption, Options};
use super::text::Rules;
use super::{Arrangement, Behaviour, Date, Defaults, Doubt, Fingerprint, Knowledge, Number, Text};
use crate::item::{Credit, Expects, Judgement, Piece};
use crate::text::date_reading::{self, Reading};
use crate::text::{PartialDate, Problem, Problems, Span, Spanned, Table, Value, decimal, number};

/// A blank.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Blank {
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

impl Blank {
    /// As it is shown.
    pub fn piece(&self, arrangement: &mut Arrangement<'_>) -> Piece {
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

    /// What a text in it earns.
    pub fn judge(&self, given: &str, knowledge: &dyn Knowledge) -> Judgement {
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

    /// Why what stands in it should be asked again.
    pub fn doubt_of(&self, given: &str, knowledge: &dyn Knowledge) -> Option<Doubt> {
        match &self.kind {
            BlankKind::Number(number) => number.doubt_of(given, knowledge.language()),
            BlankKind::Date(date) => date.doubt_of(given),
            BlankKind::Text(_) | BlankKind::Choice(_) => None,
        }
    }

    /// The key as it may be typed.
    pub fn key_text(&self) -> String {
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

    /// The key as shown to people.
    pub fn key_in_words(&self) -> String {
        match &self.kind {
            BlankKind::Number(number) => number.key_in_words(),
            BlankKind::Date(date) => date.key_in_words(),
            BlankKind::Text(_) | BlankKind::Choice(_) => self.key_text(),
        }
    }

    /// The chance of a right blind guess.
    pub fn guess(&self) -> f64 {
        match &self.kind {
            BlankKind::Choice(options) => {
                let right = options.iter().filter(|option| option.is_key()).count();
                Credit::share(right, options.len()).value()
            }
            _ => 0.0,
        }
    }

    /// Adds its key to the content hash.
    pub fn fingerprint(&self, content: &mut Fingerprint) {
        match &self.kind {
            BlankKind::Text(text) => text.fingerprint(content),
            BlankKind::Number(number) => number.fingerprint(content),
            BlankKind::Date(date) => date.fingerprint(content),
            BlankKind::Choice(options) => options.fingerprint(content),
        }
    }
}

/// What all blanks of a text share when they are read.
pub(super) struct Reader {
    /// How texts are compared.
    pub rules: Rules,
    /// The same rules as defaults, for blanks that say more.
    pub defaults: Defaults,
    /// Whether options are shuffled.
    pub shuffle: bool,
}

impl Reader {
    /// Makes a blank of what stands between its braces and of its entry in `blanks`.
    pub fn blank(
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
            problems.push(
                Problem::at(span, format!("`{text}` is no {kind}"))
                    .hint("mend the answer between the braces, or the blank's `kind`"),
            );
        }
        value
    });
    values.collect()
}

fn number_of(text: &str, language: &str) -> Option<Decimal> {
    let plain = decimal::read(text);
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
