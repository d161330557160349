//! A mode whose script was changed, taken over between two questions: the quiz, its record and the
//! mode's state go on. The driver of a quiz that is watched calls it.

use std::rc::Rc;

use super::sitting::rules_of;
use super::{Event, Failure, Half, KeptFile, Mode, Moment, Quiz, Sitting, State};

/// Why a quiz goes on with the former script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A question or a choice stands before the learner, or the quiz has no such mode.
    #[error("a script is taken over between two questions only")]
    NotNow,
    /// Its `start` failed or refused.
    #[error("{}", .0.report)]
    Start(Failure),
    /// A field of the state is of another type than the one that the new script makes.
    #[error(
        "the new script does not fit the state: this.{field} is {now}, and its `start` makes {made} \
         of it; begin a new quiz for that"
    )]
    State {
        /// The field.
        field: String,
        /// What it is.
        now: &'static str,
        /// What it would be.
        made: &'static str,
    },
    /// The rules can't change while a quiz goes on.
    #[error(
        "the new script has another RULES.{0}, which holds for a whole quiz; begin a new quiz for that"
    )]
    Rules(&'static str),
}

impl Sitting {
    /// Whether the quiz is not over, and nothing stands before the learner.
    pub fn is_between_questions(&self) -> bool {
        self.pending.is_none() && self.offer.is_empty() && self.outcome.is_none()
    }

    /// Goes on with a mode's new script. It keeps the state; a field that only the new `start` makes
    /// comes from there. `files` are its texts, for the record.
    ///
    /// # Errors
    /// The new script can't take over; the former one stays.
    pub fn reload(
        &mut self,
        half: Half,
        mut mode: Box<dyn Mode>,
        files: Vec<KeptFile>,
        now: Moment,
    ) -> Result<(), Refused> {
        let is_there = half == Half::Score || self.select.is_some();
        if !self.is_between_questions() || !is_there {
            return Err(Refused::NotNow);
        }
        let former = match (half, &self.select) {
            (Half::Select, Some(select)) => select.as_ref(),
            _ => self.score.as_ref(),
        };
        let (before, after) = (former.rules(), mode.rules());
        if before.time != after.time {
            return Err(Refused::Rules("time"));
        }
        if after.alone && self.select.is_some() {
            return Err(Refused::Rules("alone"));
        }
        self.quiz.now.set(now);
        let state = former.state();
        let fresh = state_of_start(mode.as_mut(), &self.quiz).map_err(Refused::Start)?;
        mode.restore(&fitting(&fresh, state)?);
        match (half, &mut self.select) {
            (Half::Select, Some(select)) => *select = mode,
            _ => self.score = mode,
        }
        self.rules = rules_of(self.score.as_ref(), self.select.as_deref());
        self.bound();
        self.without_bars = false;
        let snapshot = self.snapshot();
        self.events.push(Event::Reloaded {
            half,
            files,
            snapshot,
        });
        Ok(())
    }
}

/// The state that a mode would begin with now; the generator stays where it is.
fn state_of_start(mode: &mut dyn Mode, quiz: &Rc<Quiz>) -> Result<State, Failure> {
    let position = quiz.draw(|chance| chance.position());
    let started = mode.start(quiz);
    quiz.draw(|chance| chance.go_to(position));
    started.map(|()| mode.state())
}

/// The state as it is, with the fields that are new; or the field that is of another type now.
fn fitting(fresh: &State, state: State) -> Result<State, Refused> {
    let (State::Object(fresh), State::Object(mut state)) = (fresh, state) else {
        return Ok(fresh.clone());
    };
    for (field, made) in fresh {
        match state.get(field) {
            None => drop(state.insert(field.clone(), made.clone())),
            Some(now) if fits(now, made) => {}
            Some(now) => {
                return Err(Refused::State {
                    field: field.clone(),
                    now: in_words(now),
                    made: in_words(made),
                });
            }
        }
    }
    Ok(State::Object(state))
}

/// Whether a value may stand where the other was made; nothing may become anything.
fn fits(now: &State, made: &State) -> bool {
    now.is_null() || made.is_null() || in_words(now) == in_words(made)
}

fn in_words(value: &State) -> &'static str {
    match value {
        State::Null => "nothing",
        State::Bool(_) => "a truth value",
        State::Number(_) => "a number",
        State::String(_) => "a text",
        State::Array(_) => "an array",
        State::Object(_) => "a map",
    }
}
