//! What the engine needs to know of a learner: what was answered before.

use std::collections::HashMap;

/// A learner with all earlier turns on one bank, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Learner {
    /// The name.
    pub name: String,
    past: Vec<Past>,
    by_question: HashMap<String, Vec<u32>>,
}

/// An earlier turn, from another quiz.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The question's id within the bank.
    pub question: String,
    /// The content hash that the question had.
    pub hash: String,
    /// The credit earned.
    pub credit: f64,
    /// What was earned.
    pub points: f64,
    /// What could be earned.
    pub out_of: f64,
    /// Seconds taken.
    pub seconds: f64,
    /// Passed over.
    pub skipped: bool,
    /// Out of time.
    pub timed_out: bool,
    /// How many hints were shown.
    pub hints_used: u32,
    /// How many responses were given.
    pub tries: u32,
    /// When: milliseconds since 1970 in UTC.
    pub at: i64,
    /// The quiz's id.
    pub sitting: String,
    /// What was answered, in words; empty if nothing was.
    pub response: String,
}

impl Past {
    /// Whether the full credit was earned.
    pub fn right(&self) -> bool {
        self.credit >= 1.0
    }

    /// Whether something was answered.
    pub fn answered(&self) -> bool {
        !self.skipped && !self.timed_out
    }
}

impl Learner {
    /// A learner with these earlier turns, oldest first.
    pub fn new(name: impl Into<String>, past: Vec<Past>) -> Self {
        let mut by_question: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, turn) in (0u32..).zip(&past) {
            by_question
                .entry(turn.question.clone())
                .or_default()
                .push(at);
        }
        Self {
            name: name.into(),
            past,
            by_question,
        }
    }

    /// All earlier turns, oldest first.
    pub fn past(&self) -> &[Past] {
        &self.past
    }

    /// The earlier turns of one question, oldest first.
    pub fn past_of(&self, question: &str) -> impl DoubleEndedIterator<Item = &Past> {
        let places = self.places_of(question).iter();
        places.filter_map(|&at| self.past.get(at as usize))
    }

    /// The places in [`Self::past`] of the earlier turns of one question, oldest first.
    pub fn places_of(&self, question: &str) -> &[u32] {
        self.by_question.get(question).map_or(&[], Vec::as_slice)
    }
}
