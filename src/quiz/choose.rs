//! What is asked next: the plan of the selecting mode, or the bank's order.

use super::{Ended, Failure, Mode, Pick, Pool, Quiz, Selection, Sitting};
use crate::text::suggest;

impl Sitting {
    /// The bound that the quiz has come to, if it has.
    pub(super) fn over(&self) -> Option<Ended> {
        let quiz = &self.quiz;
        if quiz.limits.turns.is_some_and(|limit| quiz.count() >= limit) {
            return Some(Ended::TurnLimit);
        }
        quiz.time_left()
            .is_some_and(|left| left <= 0.0)
            .then_some(Ended::TimeLimit)
    }

    /// The next question, or why there is none.
    pub(super) fn choose(&mut self, failures: &mut Vec<Failure>) -> Result<Pick, Ended> {
        let quiz = self.quiz.clone();
        if let Some(pick) = self.queue.pop_front() {
            return Ok(pick);
        }
        let mode = self.selecting();
        let selection = mode
            .select(&quiz)
            .and_then(|selection| known(&quiz, mode.as_ref(), selection));
        match selection {
            Ok(Selection::Ask(picks)) => {
                let unbounded = quiz.limits.turns.is_none() && quiz.limits.time.is_none();
                if unbounded && !mode.may_stop() && quiz.count() as usize >= quiz.questions.len() {
                    return Err(Ended::Endless);
                }
                if quiz.count() == 0 && picks.len() > 1 {
                    self.set_length(picks.len());
                }
                self.queue = picks.into();
                self.planned = true;
                self.queue.pop_front().ok_or(Ended::Exhausted)
            }
            Ok(Selection::End) => Err(Ended::ByMode),
            Ok(Selection::BuiltIn) => {
                self.set_length(quiz.questions.len());
                self.built_in_order()
            }
            Err(failure) => {
                failures.push(failure);
                self.built_in_order()
            }
        }
    }

    fn set_length(&self, length: usize) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.quiz.length.set(Some(
            self.quiz
                .limits
                .turns
                .map_or(length, |limit| limit.min(length)),
        ));
    }

    fn built_in_order(&self) -> Result<Pick, Ended> {
        let place = Pool::of(&self.quiz)
            .next_unasked()
            .ok_or(Ended::Exhausted)?;
        let question = self.quiz.question(place).ok_or(Ended::Exhausted)?;
        Ok(Pick {
            question: question.id.clone(),
            reason: None,
        })
    }
}

/// A selection whose questions all belong to this quiz.
fn known(quiz: &Quiz, mode: &dyn Mode, selection: Selection) -> Result<Selection, Failure> {
    let Selection::Ask(picks) = &selection else {
        return Ok(selection);
    };
    for pick in picks {
        let id = pick.question.as_str();
        let known = quiz
            .bank
            .index_of(id)
            .is_some_and(|place| quiz.questions.binary_search(&place).is_ok());
        if !known {
            let ids = quiz
                .questions
                .iter()
                .filter_map(|&place| quiz.question(place));
            let near = suggest::nearest(id, ids.map(|question| question.id.as_str()));
            let hint = near
                .map(|near| format!(", did you mean `{near}`?"))
                .unwrap_or_default();
            let message = format!("this quiz has no question `{id}`{hint}");
            return Err(Failure {
                mode: mode.name().to_owned(),
                hook: "select".to_owned(),
                place: None,
                report: message.clone(),
                message,
                stopped: 0,
            });
        }
    }
    Ok(selection)
}
