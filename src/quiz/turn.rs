//! One question asked and answered.

use serde::{Deserialize, Serialize};

use super::{Failure, Tried};
use crate::item::{Mark, Prompt, Response};

/// One question asked and answered, skipped or timed out, with everything that was shown. It is
/// stored whole, so that an edited bank changes no past quiz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The number of the turn in its quiz, from 1.
    pub n: u32,
    /// The question's id within the bank.
    pub question: String,
    /// The question's content hash.
    pub hash: String,
    /// The question as shown.
    pub prompt: Prompt,
    /// Why this question was chosen, in the mode's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was given; nothing if skipped or timed out.
    pub response: Option<Response>,
    /// What it earned.
    pub mark: Mark,
    /// Seconds from shown to answered.
    pub seconds: f64,
    /// How many hints were shown.
    pub hints_used: u32,
    /// The responses before the last one, where the mode allows several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// How sure the learner was, 1 to 3, where the mode asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// Whether the learner passed the question over.
    pub skipped: bool,
    /// Whether the time ran out with nothing given. What was filled in by then is a response.
    pub timed_out: bool,
    /// Whether the learner marked the question to come back to.
    pub flagged: bool,
    /// Whether it counts towards the result.
    pub graded: bool,
    /// When it was answered: milliseconds since 1970 in UTC.
    pub at: i64,
    /// The learner's offset from UTC then, in minutes.
    pub offset: i16,
    /// Lines of the modes under the built-in feedback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<String>,
    /// Hooks that failed in this turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

/// What a turn was marked with: all of it that another marking may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Marked {
    /// What was earned.
    pub mark: Mark,
    /// Whether it counts towards the result.
    pub graded: bool,
    /// Lines of the modes under the built-in feedback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<String>,
    /// Hooks that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

impl Turn {
    /// What it was marked with.
    pub fn marked(&self) -> Marked {
        Marked {
            mark: self.mark.clone(),
            graded: self.graded,
            feedback: self.feedback.clone(),
            failures: self.failures.clone(),
        }
    }

    /// The same turn marked otherwise.
    #[must_use]
    pub fn with(self, marked: Marked) -> Self {
        let Marked {
            mark,
            graded,
            feedback,
            failures,
        } = marked;
        Self {
            mark,
            graded,
            feedback,
            failures,
            ..self
        }
    }

    /// Whether the full credit was earned.
    pub fn right(&self) -> bool {
        self.mark.right()
    }

    /// How many responses were given: more than one only where the mode allows several tries.
    pub fn tries(&self) -> u32 {
        match self.response {
            None => 0,
            Some(_) => u32::try_from(self.tried.len())
                .unwrap_or(u32::MAX)
                .saturating_add(1),
        }
    }

    /// Whether something was answered.
    pub fn answered(&self) -> bool {
        !self.skipped && !self.timed_out
    }
}
