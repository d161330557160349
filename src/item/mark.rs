//! What a response earned, and why: the bank's judgement in credit, and the mode's steps in points.

use serde::{Deserialize, Serialize};

use super::Credit;

/// What the question's own rule says of a response. A script never changes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The share of the points.
    pub credit: Credit,
    /// The parts that the credit is made of: blanks, pairs, options, items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What the learner should know of how it was read: "read as 3145", "only accents differ".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The bank's own words on what was answered, such as the chosen distractor's feedback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feedback: Vec<String>,
    /// The id of the entity that the answer names, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}

/// One part of a response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What was asked: the left of a pair, the item, the option, `blank 2`.
    pub text: String,
    /// What was given; nothing if it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// What is right.
    pub key: String,
    /// What it earned.
    pub credit: Credit,
}

/// A judgement turned into points by a mode, step by step, each with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The bank's judgement.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// What was earned.
    pub points: f64,
    /// What could be earned.
    pub out_of: f64,
    /// How the mode came from credit to points; none if points are credit times worth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// One change of a mark by a script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What was done.
    #[serde(flatten)]
    pub action: StepAction,
    /// Why; shown to the learner. May be empty for `out_of`, and where a script gave only a number.
    pub why: String,
    /// The points after it.
    pub points: f64,
}

/// What a step of a script does to the points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", content = "by", rename_all = "snake_case")]
pub enum StepAction {
    /// Sets the points.
    Set(f64),
    /// Adds to them; may be negative.
    Add(f64),
    /// Multiplies them.
    Times(f64),
    /// Sets what could be earned.
    OutOf(f64),
    /// Changes nothing, only says something.
    Note,
}

impl Judgement {
    /// A judgement of a credit alone.
    pub fn of(credit: Credit) -> Self {
        Self {
            credit,
            parts: Vec::new(),
            notes: Vec::new(),
            feedback: Vec::new(),
            names: None,
        }
    }

    /// Whether the full credit was earned.
    pub fn right(&self) -> bool {
        self.credit.is_full()
    }

    /// With a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With the bank's feedback, if there is any.
    #[must_use]
    pub fn feedback(mut self, feedback: Option<&str>) -> Self {
        self.feedback.extend(feedback.map(str::to_owned));
        self
    }
}

impl Mark {
    /// The built-in mark: credit times what the question is worth.
    pub fn built_in(judgement: Judgement, worth: f64) -> Self {
        // adding 0.0 turns a negative zero into zero
        let points = judgement.credit.value() * worth + 0.0;
        Self {
            judgement,
            points,
            out_of: worth,
            steps: Vec::new(),
        }
    }

    /// Whether the full credit was earned.
    pub fn right(&self) -> bool {
        self.judgement.right()
    }
}
