//! Going on with a stored quiz: its events are folded, and no hook is called.

use std::rc::Rc;

use super::sitting::Pending;
use super::{Event, Failure, Half, Moment, Setup, Sitting, Snapshot};

/// Why stored events can't be gone on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Resume {
    /// The events are not those of a quiz that this version could have written.
    #[error("the stored quiz is damaged: {0}")]
    Damaged(String),
}

impl Sitting {
    /// Goes on with a stored quiz by folding its events; no hook is called. The setup must be the
    /// one that the quiz was begun with, but for the time.
    ///
    /// # Errors
    /// The events do not fit together.
    pub fn resume(setup: Setup, events: Vec<Event>) -> Result<Self, Resume> {
        let mut sitting = Self::new(setup);
        let reloaded = |wanted: Half| {
            let last = events.iter().rposition(
                |event| matches!(event, Event::Reloaded { half, .. } if *half == wanted),
            );
            last.unwrap_or(0)
        };
        let new_since = [reloaded(Half::Score), reloaded(Half::Select)];
        for (at, event) in events.into_iter().enumerate() {
            sitting.fold(event, new_since.map(|since| at >= since))?;
        }
        Ok(sitting)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        self.score.restore(&snapshot.score);
        if let Some(select) = &mut self.select {
            select.restore(&snapshot.select);
        }
        self.quiz.draw(|chance| chance.go_to(snapshot.chance));
        self.quiz.now.set(Moment {
            elapsed: snapshot.elapsed,
            ..self.quiz.now()
        });
    }

    /// Recalls failures of the modes whose scripts are the present ones.
    fn recall(&mut self, failures: &[Failure], present: [bool; 2]) {
        let modes = std::iter::once(&mut self.score).chain(&mut self.select);
        for (mode, present) in modes.zip(present) {
            for failure in failures {
                if present && failure.mode == mode.name() {
                    mode.recall(failure);
                }
            }
        }
    }

    /// `present` says of each mode whether its script was the present one then.
    fn fold(&mut self, event: Event, present: [bool; 2]) -> Result<(), Resume> {
        match event {
            Event::Started { snapshot } | Event::Reloaded { snapshot, .. } => {
                self.restore(&snapshot);
            }
            Event::Asked(asked) => {
                if self.quiz.bank.question(&asked.question).is_none() {
                    let id = &asked.question;
                    return Err(Resume::Damaged(format!("its bank has no question `{id}`")));
                }
                self.restore(&asked.snapshot);
                self.recall(&asked.failures, present);
                match &asked.queue {
                    Some(plan) => self.queue = plan.iter().cloned().collect(),
                    None => drop(self.queue.pop_front()),
                }
                self.quiz.length.set(asked.length);
                self.acted = true;
                self.pending = Some(Pending::new(*asked));
            }
            Event::HintShown => {
                if let Some(pending) = &mut self.pending {
                    pending.hints_used += 1;
                }
            }
            Event::Flagged { on, .. } => self.set_flag(on),
            Event::Tried { tried, snapshot } => {
                self.restore(&snapshot);
                if let Some(pending) = &mut self.pending {
                    pending.tried.push(tried);
                }
            }
            Event::Offered { actions, snapshot } => {
                self.restore(&snapshot);
                self.acted = true;
                self.offer = actions;
            }
            Event::Acted {
                snapshot, failures, ..
            } => {
                self.recall(&failures, present);
                self.restore(&snapshot);
                self.offer.clear();
            }
            Event::Answered {
                turn,
                snapshot,
                stop,
            } => {
                self.pending = None;
                self.acted = false;
                self.recall(&turn.failures, present);
                self.quiz.join(Rc::new(*turn));
                self.restore(&snapshot);
                self.stop = stop;
            }
            Event::Ended { outcome } => self.outcome = Some(outcome),
        }
        Ok(())
    }
}
