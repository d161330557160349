//! Marking a finished quiz again: what was stored of it is replayed through the modes' real hooks,
//! with the bank and the scripts as they are now. Nothing is asked, and nothing is kept here: who
//! calls it compares the marks and decides.
//!
//! The questions, responses and times are the stored ones, whatever the modes would choose today,
//! and the generator stands before each hook where it stood then.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::sitting::Pending;
use super::{Ended, Event, Failure, Marked, Moment, Outcome, Setup, Sitting, Turn};
use crate::bank::{Bank, Question};
use crate::item::{Chance, Credit, Judgement, Mark, Prompt, Response};
use crate::kinds::Arrangement;

/// What a quiz is marked again by, besides its setup.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The bank that the quiz was begun with.
    pub former: Arc<Bank>,
    /// Questions that ask something else by now are marked by the bank as it is.
    pub changed: bool,
}

/// What a turn's credit rests on when it is marked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// The question as it was.
    Unchanged,
    /// The same question with another key, other accepted answers or credits.
    Mended,
    /// A question that asks something else by now, marked by the bank as it is.
    Changed,
    /// The former credit: the question asks something else by now.
    AsItWas,
    /// The former credit: the bank no longer has the question.
    Gone,
    /// Full credit for everyone: the question was voided, for this reason.
    Void(String),
}

/// A turn marked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Remarked {
    /// The turn with the marks in force.
    pub turn: Turn,
    /// What it is marked with now.
    pub now: Marked,
    /// What the credit rests on.
    pub basis: Basis,
    /// Why the scoring mode gave no mark; the mark in force stays then.
    pub failed: Option<Failure>,
}

impl Remarked {
    /// Whether anything is another than in force. That hooks fail in other words is no change.
    pub fn differs(&self) -> bool {
        let now = &self.now;
        self.turn.mark != now.mark
            || self.turn.graded != now.graded
            || self.turn.feedback != now.feedback
    }
}

/// A quiz marked again.
#[derive(Debug, Clone, PartialEq)]
pub struct Regraded {
    /// Every turn, in order.
    pub turns: Vec<Remarked>,
    /// The result, if the quiz was over.
    pub outcome: Option<Box<Outcome>>,
}

impl Sitting {
    /// Marks a stored quiz again. The setup holds the bank and the modes to mark by, and the time
    /// when the quiz began; `turns` are those of the events, with the marks in force.
    ///
    /// # Errors
    /// A mode refuses to begin.
    pub fn regrade(
        setup: Setup,
        terms: &Terms,
        events: &[Event],
        turns: Vec<Turn>,
    ) -> Result<Regraded, Failure> {
        let (begun, bank) = (setup.now, setup.bank.clone());
        let mut sitting = Self::begin(setup)?;
        let mut replay = Replay {
            terms,
            bank: &bank,
            renamed: bank.former_ids(),
            turns: turns.into_iter(),
            stopped: false,
            regraded: Regraded {
                turns: Vec::new(),
                outcome: None,
            },
        };
        for (event, now) in events.iter().zip(moments(events, begun)) {
            sitting.quiz.now.set(now);
            replay.event(&mut sitting, event);
            // no one is told of what is not asked again
            sitting.events.clear();
        }
        Ok(replay.regraded)
    }
}

struct Replay<'a> {
    terms: &'a Terms,
    bank: &'a Bank,
    /// By former id, the id that a question has now.
    renamed: HashMap<&'a str, &'a str>,
    /// Those to come, with the marks in force.
    turns: std::vec::IntoIter<Turn>,
    /// A mode's `stop` ended the quiz then.
    stopped: bool,
    regraded: Regraded,
}

impl Replay<'_> {
    fn event(&mut self, sitting: &mut Sitting, event: &Event) {
        // what fails in choosing changes no mark
        let mut passed_over = Vec::new();
        match event {
            Event::Asked(asked) => {
                if !sitting.acted {
                    sitting.offer(&mut passed_over);
                }
                if asked.queue.is_some() || !asked.failures.is_empty() {
                    select(sitting);
                }
                sitting.offer.clear();
                sitting.quiz.length.set(asked.length);
                sitting.pending = Some(Pending::new(asked.as_ref().clone()));
            }
            Event::Flagged { on, .. } => sitting.set_flag(*on),
            Event::Offered { actions, .. } => {
                let quiz = sitting.quiz.clone();
                // the learner chose from what was offered then
                let _ = sitting.selecting().actions(&quiz);
                sitting.acted = true;
                sitting.offer.clone_from(actions);
            }
            Event::Acted { label, .. } => {
                let offer = std::mem::take(&mut sitting.offer);
                if let Some(action) = offer.iter().find(|action| action.label == *label) {
                    let quiz = sitting.quiz.clone();
                    let _ = sitting.selecting().act(&quiz, action);
                }
            }
            Event::Answered { turn, stop, .. } => {
                self.stopped = stop.is_some();
                if let Some(in_force) = self.turns.next() {
                    let remarked = self.mark(sitting, turn, in_force);
                    self.regraded.turns.push(remarked);
                }
                sitting.acted = false;
            }
            Event::Ended { outcome } => {
                self.regraded.outcome = Some(self.end(sitting, outcome));
            }
            Event::Started { .. }
            | Event::HintShown
            | Event::Tried { .. }
            | Event::Reloaded { .. } => {}
        }
        if let Some(snapshot) = event.snapshot() {
            sitting.quiz.draw(|chance| chance.go_to(snapshot.chance));
        }
    }

    /// Marks a turn as it was answered and lets the modes learn from it.
    fn mark(&self, sitting: &mut Sitting, answered: &Turn, in_force: Turn) -> Remarked {
        let id = in_force.question.as_str();
        let id = self.renamed.get(id).copied().unwrap_or(id);
        let question = self.bank.question(id);
        let basis = self.basis(question, &in_force);
        let asked = sitting.pending.take().map(|pending| pending.asked);
        let turn = Turn {
            question: id.to_owned(),
            flagged: answered.flagged,
            feedback: Vec::new(),
            failures: asked.map(|asked| asked.failures).unwrap_or_default(),
            ..in_force.clone()
        };
        let turn = match (question, &basis) {
            (Some(question), Basis::Void(why)) => void(turn, question, why),
            (Some(question), Basis::Unchanged | Basis::Mended | Basis::Changed) => {
                judged(turn, question, self.bank)
            }
            _ => self.as_it_was(turn),
        };
        let mut failures = Vec::new();
        let mut turn = sitting.scored(turn, &mut failures);
        let failed = failures.first().cloned();
        if failed.is_some() {
            let turn = Rc::make_mut(&mut turn);
            turn.mark = in_force.mark.clone();
            turn.graded = in_force.graded;
        }
        sitting.quiz.join(turn.clone());
        let turn = sitting.after(turn, failures);
        // the quiz goes on as it went on then
        sitting.stop = None;
        Remarked {
            now: turn.marked(),
            turn: in_force,
            basis,
            failed,
        }
    }

    fn basis(&self, question: Option<&Question>, turn: &Turn) -> Basis {
        let Some(question) = question else {
            return Basis::Gone;
        };
        if let Some(why) = &question.void {
            Basis::Void(why.clone())
        } else if question.hash == turn.hash {
            Basis::Unchanged
        } else if turn.prompt.asks_the_same_as(&prompt(self.bank, question)) {
            Basis::Mended
        } else if self.terms.changed {
            Basis::Changed
        } else {
            Basis::AsItWas
        }
    }

    /// With the credit in force, and what the question was worth.
    fn as_it_was(&self, mut turn: Turn) -> Turn {
        let former = self.terms.former.question(&turn.question);
        let worth = former.map_or(turn.mark.out_of, |question| question.points);
        turn.mark = Mark::built_in(turn.mark.judgement, worth);
        turn
    }

    /// The result; what the learner did is as it was.
    fn end(&self, sitting: &mut Sitting, former: &Outcome) -> Box<Outcome> {
        let chose = matches!(
            former.ended,
            Ended::ByMode | Ended::Exhausted | Ended::Endless
        );
        if chose && !self.stopped {
            if !sitting.acted {
                sitting.offer(&mut Vec::new());
            }
            select(sitting);
        }
        let outcome = sitting.end(former.ended, Vec::new());
        Box::new(Outcome {
            answered: former.answered,
            skipped: former.skipped,
            flagged: former.flagged,
            hints_used: former.hints_used,
            ..*outcome
        })
    }
}

/// With the bank's judgement of what was answered; of several tries the first that is right now is
/// the one that would have ended the turn.
fn judged(mut turn: Turn, question: &Question, bank: &Bank) -> Turn {
    let judge = |response: &Response| question.kind.mark(response, bank);
    let right = |response: &Response| judge(response).credit == Credit::FULL;
    if let Some(first) = turn.tried.iter().position(|tried| right(&tried.response)) {
        turn.response = turn.tried.get(first).map(|tried| tried.response.clone());
        turn.tried.truncate(first);
    }
    let mut judgement = match &turn.response {
        Some(response) => judge(response),
        None => Judgement::of(Credit::NONE),
    };
    let notes = &turn.mark.judgement.notes;
    if notes
        .iter()
        .any(|note| note == super::answer::TAKEN_AT_THE_END)
    {
        judgement = judgement.note(super::answer::TAKEN_AT_THE_END);
    }
    turn.mark = Mark::built_in(judgement, question.points);
    turn.graded = question.graded;
    turn
}

/// With full credit, whatever was answered, and to the modes as if it had been.
fn void(mut turn: Turn, question: &Question, why: &str) -> Turn {
    let judgement = Judgement::of(Credit::FULL).note(format!("full credit for everyone: {why}"));
    turn.mark = Mark::built_in(judgement, question.points);
    turn.graded = question.graded;
    turn.skipped = false;
    turn.timed_out = false;
    turn
}

/// A question as it would be asked now.
fn prompt(bank: &Bank, question: &Question) -> Prompt {
    let mut chance = Chance::new(0);
    let stimulus = bank.stimulus_of(question);
    Prompt {
        stimulus: stimulus.map(|stimulus| stimulus.text.clone()),
        stem: question.stem.clone(),
        shape: question.kind.shape(&mut Arrangement::shuffled(&mut chance)),
    }
}

/// Lets the selecting mode choose, for its state; what it chooses is not asked.
fn select(sitting: &mut Sitting) {
    let quiz = sitting.quiz.clone();
    let _ = sitting.selecting().select(&quiz);
}

/// When each event happened: the times of answers are stored, those between them follow from the
/// time spent in the quiz.
fn moments(events: &[Event], begun: Moment) -> Vec<Moment> {
    let answered = |event: &Event| match event {
        Event::Answered { turn, snapshot, .. } => Some(Moment {
            at: turn.at,
            offset: turn.offset,
            elapsed: snapshot.elapsed,
        }),
        _ => None,
    };
    let mut last = events.iter().rev().find_map(answered).unwrap_or(begun);
    let mut moments: Vec<Moment> = Vec::with_capacity(events.len());
    for event in events.iter().rev() {
        if let Some(moment) = answered(event) {
            last = moment;
        }
        let elapsed = event.elapsed().unwrap_or(last.elapsed);
        moments.push(Moment {
            at: last.at + ((elapsed - last.elapsed) * 1000.0).round() as i64,
            elapsed,
            ..last
        });
    }
    moments.reverse();
    moments
}
