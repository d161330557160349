//! What is put before the learner: a stem and one of the few shapes of asking.

use serde::{Deserialize, Serialize};

/// A question as shown: with its options in the order shown. It is stored with each answer, so that
/// an edited bank changes no past quiz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// A text that several questions share, shown above the stem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stimulus: Option<String>,
    /// The question itself; empty for blanks, whose text is in the shape.
    pub stem: String,
    /// How it is asked.
    pub shape: Shape,
}

/// The shapes of asking. Texts of options are distinct within a list (except the items of an
/// order), so a response names options by their text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Shape {
    /// Pick one of the options.
    PickOne {
        /// In the order shown.
        options: Vec<String>,
    },
    /// Pick as many as apply.
    PickMany {
        /// In the order shown.
        options: Vec<String>,
    },
    /// Write one line.
    Write {
        /// What kind of thing is written.
        expects: Expects,
        /// The unit that the question names, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// Fill the blanks of a text.
    FillBlanks {
        /// Text and blanks in turn.
        pieces: Vec<Piece>,
    },
    /// Put the items in order.
    Order {
        /// In the order shown; equal texts may occur.
        items: Vec<String>,
    },
    /// Give each left its right; a right may be used more than once.
    PairUp {
        /// Each asks for a right.
        lefts: Vec<String>,
        /// Each once; there may be more of them than needed.
        rights: Vec<String>,
    },
    /// Sort the items into groups.
    Group {
        /// In the order shown.
        items: Vec<String>,
        /// The groups' names in the bank's order.
        groups: Vec<String>,
    },
    /// Think of the answer, see it, and rate how well it was known.
    Rate {
        /// The other side of the card.
        back: String,
    },
}

/// What a written line should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expects {
    /// Any text.
    Text,
    /// A number, perhaps with a unit.
    Number,
    /// A day.
    Day,
    /// A month of a year.
    Month,
    /// A year.
    Year,
}

/// A stretch of a text with blanks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Text to read.
    Text(String),
    /// A blank to fill.
    Blank {
        /// The options, in the order shown; none where it is written.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        options: Vec<String>,
        /// What should be written.
        expects: Expects,
        /// A hint shown on request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
}

impl Prompt {
    /// Whether both ask the same: the same texts with the same options, in whatever order they are
    /// shown. What is only told of how to answer, a hint or a unit, may differ.
    pub fn asks_the_same_as(&self, other: &Self) -> bool {
        self.stimulus == other.stimulus
            && self.stem == other.stem
            && self.shape.asks_the_same_as(&other.shape)
    }
}

impl Shape {
    fn asks_the_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::PickOne { options: a }, Self::PickOne { options: b })
            | (Self::PickMany { options: a }, Self::PickMany { options: b })
            | (Self::Order { items: a }, Self::Order { items: b }) => same_texts(a, b),
            (Self::Write { .. }, Self::Write { .. }) => true,
            (Self::FillBlanks { pieces: a }, Self::FillBlanks { pieces: b }) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.asks_the_same_as(b))
            }
            (
                Self::PairUp { lefts, rights },
                Self::PairUp {
                    lefts: other_lefts,
                    rights: other_rights,
                },
            ) => same_texts(lefts, other_lefts) && same_texts(rights, other_rights),
            (
                Self::Group { items, groups },
                Self::Group {
                    items: other_items,
                    groups: other_groups,
                },
            ) => same_texts(items, other_items) && same_texts(groups, other_groups),
            (Self::Rate { back: a }, Self::Rate { back: b }) => a == b,
            _ => false,
        }
    }

    /// The name of the shape, as in the JSON lines: `pick-one`, `write`, …
    pub fn name(&self) -> &'static str {
        match self {
            Self::PickOne { .. } => "pick-one",
            Self::PickMany { .. } => "pick-many",
            Self::Write { .. } => "write",
            Self::FillBlanks { .. } => "fill-blanks",
            Self::Order { .. } => "order",
            Self::PairUp { .. } => "pair-up",
            Self::Group { .. } => "group",
            Self::Rate { .. } => "rate",
        }
    }

    /// The blanks of a text with blanks, in order.
    pub fn blanks(&self) -> impl Iterator<Item = &Piece> {
        let pieces: &[Piece] = match self {
            Self::FillBlanks { pieces } => pieces,
            _ => &[],
        };
        pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Blank { .. }))
    }
}

impl Piece {
    fn asks_the_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Blank { options: a, .. }, Self::Blank { options: b, .. }) => same_texts(a, b),
            _ => false,
        }
    }
}

/// Whether both hold the same texts equally often.
fn same_texts(a: &[String], b: &[String]) -> bool {
    let sorted = |texts: &[String]| {
        let mut texts = texts.to_vec();
        texts.sort_unstable();
        texts
    };
    a.len() == b.len() && sorted(a) == sorted(b)
}

/// The letter of an option: a, b, … z, aa, ab, …
pub fn letter(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
