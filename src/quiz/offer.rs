//! What the selecting mode lets the learner choose between two questions.

use super::{Event, Failure, Mode, Moment, Sitting};

impl Sitting {
    /// Lets the selecting mode offer its actions. A single one is taken without asking; what fails
    /// is noted, and the quiz goes on.
    pub(super) fn offer(&mut self, failures: &mut Vec<Failure>) {
        self.acted = true;
        let quiz = self.quiz.clone();
        let mode = self.selecting();
        let done = mode
            .actions(&quiz)
            .and_then(|actions| match actions.as_slice() {
                [only] => mode.act(&quiz, only).map(|()| Vec::new()),
                _ => Ok(actions),
            });
        match done {
            Ok(actions) if !actions.is_empty() => {
                self.offer = actions.clone();
                let snapshot = self.snapshot();
                self.events.push(Event::Offered { actions, snapshot });
            }
            Ok(_) => {}
            Err(failure) => failures.push(failure),
        }
    }

    /// Takes the learner's choice from what [`super::Step::Choose`] offered, as a place in that list,
    /// and gives what failed. A place beyond it chooses nothing.
    pub fn act(&mut self, choice: usize, now: Moment) -> Vec<Failure> {
        let Some(action) = self.offer.get(choice).cloned() else {
            return Vec::new();
        };
        self.quiz.now.set(now);
        self.offer.clear();
        let quiz = self.quiz.clone();
        let failures: Vec<Failure> = self
            .selecting()
            .act(&quiz, &action)
            .err()
            .into_iter()
            .collect();
        let snapshot = self.snapshot();
        self.events.push(Event::Acted {
            label: action.label,
            failures: failures.clone(),
            snapshot,
        });
        failures
    }

    pub(super) fn selecting(&mut self) -> &mut Box<dyn Mode> {
        self.select.as_mut().unwrap_or(&mut self.score)
    }
}
