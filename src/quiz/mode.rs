//! What a mode may do in a quiz. The Rhai host implements [`Mode`] over scripts; [`BuiltIn`] is the
//! one mode that is no script.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Quiz, Turn};
use crate::item::Step;

/// A mode's own state: plain data, stored with each turn. A map for scripts, null for [`BuiltIn`].
pub type State = serde_json::Value;

/// A hook that failed. The quiz goes on; the failure is stored with the turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The mode's name.
    pub mode: String,
    /// The hook's name.
    pub hook: String,
    /// What went wrong, in one line, without place.
    pub message: String,
    /// Where: `streak.rhai:4:5`, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<str>>,
    /// The same in full: script, line, column, the line underlined, what to do. Plain text.
    pub report: String,
    /// How often a bound of time or work has stopped the hook in this quiz, this time included;
    /// 0 if it failed in another way.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stopped: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Failure {
    /// Whether the hook is called no more in this quiz: it was stopped twice, and to wait for it again
    /// would be to wait in vain.
    pub fn ends_hook(&self) -> bool {
        self.stopped >= 2
    }

    /// What went wrong and where, on one line of at most so many characters and the place.
    pub fn in_words(&self, longest: usize) -> String {
        let mut message = self
            .message
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if let Some((end, _)) = message.char_indices().nth(longest) {
            message.truncate(end);
            message.push('…');
        }
        match &self.place {
            Some(place) => format!("{message}; {place}"),
            None => message,
        }
    }
}

/// A question chosen, and perhaps why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The question's id within the bank.
    pub question: String,
    /// Why, in the mode's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a mode's `select` gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Selection {
    /// The mode has no `select`: the built-in order goes on.
    BuiltIn,
    /// Ask these, in this order, before `select` runs again. Never empty.
    Ask(Vec<Pick>),
    /// The quiz ends.
    End,
}

/// What a mode lets the learner choose between two questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// What the learner reads.
    pub label: String,
    /// The mode's function that is called where it is chosen; nothing happens without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// What that function is handed, as plain data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
}

/// What a mode's `score` makes of a turn's mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// What was earned; finite.
    pub points: f64,
    /// What could be earned; finite and not below 0.
    pub out_of: f64,
    /// How it came about.
    pub steps: Vec<Step>,
}

/// A bar beside the built-in one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// What it counts.
    pub name: String,
    /// So many are done …
    pub done: f64,
    /// … of so many.
    pub of: f64,
    /// The credit earned there, 0 to 1, if the mode says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<f64>,
}

/// What a mode says at the end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    /// A grade in the mode's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// Whether the quiz was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// Lines under the result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// When feedback is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feedback {
    /// After each answer.
    #[default]
    AtOnce,
    /// After the last.
    AtTheEnd,
    /// Not at all.
    Never,
}

/// What the program shall do for a mode: its `RULES`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// Ask how sure the learner is (1 to 3) before the key is shown.
    pub ask_confidence: bool,
    /// Seconds for the whole quiz.
    pub time: Option<f64>,
    /// Seconds for each question, unless the question has its own.
    pub time_limit: Option<f64>,
    /// When feedback is shown.
    pub feedback: Feedback,
    /// What a hint costs, in words.
    pub hint_note: Option<String>,
    /// How many responses a question allows; one where nothing is said.
    pub tries: Option<u32>,
    /// Whether a question may not be skipped.
    pub no_skip: bool,
    /// Whether the mode may not share a quiz with another.
    pub alone: bool,
}

/// A mode: one method a hook. Every method that is not implemented is the built-in behaviour.
/// A hook that fails leaves the state as it was before the call.
pub trait Mode {
    /// The name under which it was chosen.
    fn name(&self) -> &str;

    /// What the program shall do for it.
    fn rules(&self) -> Rules {
        Rules::default()
    }

    /// Whether it has a `stop` hook (a `select` without one is ended when it has asked as many
    /// questions as the pool holds).
    fn may_stop(&self) -> bool {
        false
    }

    /// Begins: makes the state. `Err` refuses to begin, with a reason for people.
    fn start(&mut self, _quiz: &Rc<Quiz>) -> Result<(), Failure> {
        Ok(())
    }

    /// Chooses what to ask next.
    fn select(&mut self, _quiz: &Rc<Quiz>) -> Result<Selection, Failure> {
        Ok(Selection::BuiltIn)
    }

    /// Turns a judgement into points. The turn carries the built-in mark and is not yet among the
    /// quiz's turns. `None` keeps the built-in mark.
    fn score(&mut self, _quiz: &Rc<Quiz>, _turn: &Rc<Turn>) -> Result<Option<Scored>, Failure> {
        Ok(None)
    }

    /// Learns from a scored turn.
    fn answered(&mut self, _quiz: &Rc<Quiz>, _turn: &Rc<Turn>) -> Result<(), Failure> {
        Ok(())
    }

    /// A line under the built-in feedback.
    fn feedback(&mut self, _quiz: &Rc<Quiz>, _turn: &Rc<Turn>) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    /// Whether the quiz ends now.
    fn stop(&mut self, _quiz: &Rc<Quiz>) -> Result<bool, Failure> {
        Ok(false)
    }

    /// What the learner may choose from before the next question; asked for after each turn and
    /// before the first question.
    fn actions(&mut self, _quiz: &Rc<Quiz>) -> Result<Vec<Action>, Failure> {
        Ok(Vec::new())
    }

    /// Does what an action says that the learner chose.
    fn act(&mut self, _quiz: &Rc<Quiz>, _action: &Action) -> Result<(), Failure> {
        Ok(())
    }

    /// Bars beside the built-in one.
    fn progress(&mut self, _quiz: &Rc<Quiz>) -> Result<Vec<Bar>, Failure> {
        Ok(Vec::new())
    }

    /// The last word.
    fn finish(&mut self, _quiz: &Rc<Quiz>) -> Result<Finish, Failure> {
        Ok(Finish::default())
    }

    /// The state as plain data.
    fn state(&self) -> State {
        State::Null
    }

    /// Takes a state that [`Self::state`] gave.
    fn restore(&mut self, _state: &State) {}

    /// Takes note of a failure of its own in a stored quiz, so that a hook that was called no more
    /// ([`Failure::ends_hook`]) is not called again.
    fn recall(&mut self, _failure: &Failure) {}
}

/// The built-in mode: the bank's order, credit times points.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl Mode for BuiltIn {
    fn name(&self) -> &str {
        "built-in"
    }
}

impl Finish {
    /// Two modes' last words: lines joined, the first one's grade and passed win.
    pub(super) fn with(mut self, other: Finish) -> Self {
        self.lines.extend(other.lines);
        Self {
            grade: self.grade.or(other.grade),
            passed: self.passed.or(other.passed),
            ..self
        }
    }
}

/// The shorter of two limits in seconds, where there are any.
pub(super) fn shorter(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    [a, b].into_iter().flatten().reduce(f64::min)
}

impl Rules {
    /// What two modes want together: the stricter of each.
    pub(super) fn with(self, other: Rules) -> Self {
        Self {
            ask_confidence: self.ask_confidence || other.ask_confidence,
            time: shorter(self.time, other.time),
            time_limit: shorter(self.time_limit, other.time_limit),
            feedback: self.feedback.max(other.feedback),
            hint_note: self.hint_note.or(other.hint_note),
            tries: [self.tries, other.tries].into_iter().flatten().min(),
            no_skip: self.no_skip || other.no_skip,
            alone: self.alone || other.alone,
        }
    }
}
