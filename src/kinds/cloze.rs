//! Fill the blanks of a text: `{{answer|other|~distractor}}`. All blanks are hidden together and
//! equally wide; the credit is the share of blanks. The syntax is in `blanks`, what one
//! blank is and earns in `blank`.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::DeValue;

use super::blank::{Blank, Reader};
use super::blanks::{self, Stretch};
use super::text::Rules;
use super::{Arrangement, Behaviour, Defaults, Doubt, Fingerprint, Knowledge, fields};
use crate::item::{Credit, Judgement, Part, Piece, Response, Shape};
use crate::text::{Problem, Problems, Span, Table, Value};

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

/// Turns ranges of a text into places of its file.
struct Places {
    span: Span,
    /// How many bytes stand before the text in its quotes; nothing if escapes have moved the rest.
    quotes: Option<u32>,
}

impl Places {
    fn of(value: &Value<'_>) -> Self {
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
    fn of_range(&self, range: Range<usize>) -> Span {
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
