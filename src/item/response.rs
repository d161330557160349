//! What a learner gives as an answer.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A response, in the shape of its prompt. Options are named by their text, so that the order in
/// which they were shown does not matter, now or when the bank has been edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// The option picked.
    One(String),
    /// The options ticked; none is a skip.
    Many(Vec<String>),
    /// The line as written.
    Written(String),
    /// What stands in each blank, in the text's order.
    Blanks(Vec<String>),
    /// The items in the order given; may be only some of them.
    Order(Vec<String>),
    /// The right given to each left, in the order given; lefts may be missing.
    Pairs(Vec<(String, String)>),
    /// The group given to each item; items may be missing.
    Groups(Vec<(String, String)>),
    /// How well it was known.
    Rated(Rating),
}

/// How well a card was known, by the learner's own judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// Not known.
    Again,
    /// Known with effort.
    Hard,
    /// Known.
    Good,
    /// Known at once.
    Easy,
}

impl Rating {
    /// All four, from worst to best; typed as 1 to 4.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }
}

impl Response {
    /// Whether it says nothing at all, which is a skip.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::One(text) | Self::Written(text) => text.trim().is_empty(),
            Self::Many(list) | Self::Order(list) => list.is_empty(),
            Self::Blanks(list) => list.iter().all(|text| text.trim().is_empty()),
            Self::Pairs(list) | Self::Groups(list) => list.is_empty(),
            Self::Rated(_) => false,
        }
    }

    /// As it stands in JSON lines: a text, a list of texts, or an object of left and right.
    pub fn to_json(&self) -> Value {
        match self {
            Self::One(text) | Self::Written(text) => json!(text),
            Self::Many(list) | Self::Blanks(list) | Self::Order(list) => json!(list),
            Self::Pairs(list) | Self::Groups(list) => list
                .iter()
                .map(|(a, b)| (a.clone(), Value::String(b.clone())))
                .collect(),
            Self::Rated(rating) => json!(rating.word()),
        }
    }

    /// In words, on one line: for lists, histories and "your answer".
    pub fn in_words(&self) -> String {
        let joined = |pairs: &[(String, String)]| {
            pairs
                .iter()
                .map(|(a, b)| format!("{a} = {b}"))
                .collect::<Vec<_>>()
                .join("; ")
        };
        match self {
            Self::One(text) | Self::Written(text) => text.clone(),
            Self::Many(list) | Self::Order(list) => list.join("; "),
            Self::Blanks(list) => list.join(" | "),
            Self::Pairs(list) | Self::Groups(list) => joined(list),
            Self::Rated(rating) => rating.word().to_owned(),
        }
    }
}
