//! What happened in a quiz, in order: the only thing that has to be stored.

use serde::{Deserialize, Serialize};

use super::{Action, Ended, Failure, Outcome, Pick, State, Tried, Turn};
use crate::item::Prompt;

/// What happened. Folding a quiz's events gives the quiz again and calls no script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The modes have made their state; the first event of each quiz.
    Started {
        /// Where everything stands after it.
        snapshot: Snapshot,
    },
    /// A question was put before the learner.
    Asked(Box<Asked>),
    /// A hint was shown for the question that stands before the learner.
    HintShown,
    /// The question that stands before the learner, or the last one, was flagged or unflagged.
    Flagged {
        /// The question's id.
        question: String,
        /// Flagged or unflagged.
        on: bool,
    },
    /// A response after which the learner may try again.
    Tried {
        /// The response.
        tried: Tried,
        /// Where everything stands after it.
        snapshot: Snapshot,
    },
    /// It was answered, skipped or timed out.
    Answered {
        /// The turn, whole.
        turn: Box<Turn>,
        /// Where everything stands after it.
        snapshot: Snapshot,
        /// The modes want no further question.
        stop: Option<Ended>,
    },
    /// The selecting mode lets the learner choose.
    Offered {
        /// From what.
        actions: Vec<Action>,
        /// Where everything stands after it.
        snapshot: Snapshot,
    },
    /// The learner chose.
    Acted {
        /// What, as the learner read it.
        label: String,
        /// Hooks that failed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failures: Vec<Failure>,
        /// Where everything stands after it.
        snapshot: Snapshot,
    },
    /// A mode went on with a new text of its script.
    Reloaded {
        /// Which of the two.
        half: Half,
        /// The script, then what it imports.
        files: Vec<KeptFile>,
        /// Where everything stands after it.
        snapshot: Snapshot,
    },
    /// The quiz is over.
    Ended {
        /// The result.
        outcome: Box<Outcome>,
    },
}

/// Which of a quiz's modes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Half {
    /// The scoring mode, or the one that does both.
    Score,
    /// The selecting mode.
    Select,
}

/// A file whose text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Its name as shown to people.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Event {
    /// Where everything stands after it, where that may be elsewhere than before.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Started { snapshot }
            | Self::Tried { snapshot, .. }
            | Self::Answered { snapshot, .. }
            | Self::Offered { snapshot, .. }
            | Self::Acted { snapshot, .. }
            | Self::Reloaded { snapshot, .. } => Some(snapshot),
            Self::Asked(asked) => Some(&asked.snapshot),
            Self::HintShown | Self::Flagged { .. } | Self::Ended { .. } => None,
        }
    }

    /// Seconds spent in the quiz until then, where that is stored.
    pub fn elapsed(&self) -> Option<f64> {
        match self {
            Self::Ended { outcome } => Some(outcome.seconds),
            event => Some(event.snapshot()?.elapsed),
        }
    }
}

/// A question put before the learner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The number of the turn that it begins, from 1.
    pub n: u32,
    /// The question's id within the bank.
    pub question: String,
    /// The question's content hash.
    pub hash: String,
    /// As shown.
    pub prompt: Prompt,
    /// Why it was chosen, in the mode's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Seconds allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<f64>,
    /// What the selecting mode wants asked after it; nothing where that is the rest of what it
    /// wanted before, so that a long plan is stored once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<Vec<Pick>>,
    /// How many questions the quiz will have, where that became known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// Hooks that failed on the way; the question then comes from the built-in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
    /// Where everything stands after it.
    pub snapshot: Snapshot,
}

/// Where everything stands: what folding restores without calling a script.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The scoring mode's state; the one state where one mode does both.
    pub score: State,
    /// The selecting mode's state; null where one mode does both.
    #[serde(default, skip_serializing_if = "State::is_null")]
    pub select: State,
    /// The generator's position.
    pub chance: u64,
    /// Seconds spent in the quiz.
    pub elapsed: f64,
}
