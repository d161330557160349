//! What a response earns: the bank's judgement, the modes' hooks after it, and further tries where the
//! modes allow them.

use std::num::NonZeroU32;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::sitting::Pending;
use super::{Ended, Event, Failure, Moment, Sitting, Turn};
use crate::item::{Credit, Judgement, Mark, Response};

/// Said of a response that was not sent before the time ran out.
pub(super) const TAKEN_AT_THE_END: &str = "the time was up: what was filled in by then counts";

/// What a learner gives to the question that stands before them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The response; none is a skip.
    pub response: Option<Response>,
    /// The time for the question ran out; the response is what was filled in by then.
    pub timed_out: bool,
    /// How sure the learner is, 1 to 3, where the mode asks.
    pub confidence: Option<u8>,
    /// Seconds from shown to answered; after a try, from then.
    pub seconds: f64,
}

/// A response after which the learner may try again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// What was given.
    pub response: Response,
    /// What it would have earned, with the bank's own words on it.
    pub judgement: Judgement,
    /// Seconds from shown, or from the try before, to answered.
    pub seconds: f64,
}

/// What became of a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// It was not right, and the learner may try so many times more.
    Again(u32),
    /// The turn is over.
    Turn(Rc<Turn>),
}

impl Sitting {
    /// Takes a response to the pending question. Where it is right, or the last that the modes
    /// allow, it is marked, the modes score it and learn from it, and the turn is over. Who gives up
    /// or runs out of time after a try is marked by the last one. Without a pending question there
    /// is nothing to take.
    pub fn answer(&mut self, given: Given, now: Moment) -> Option<Answered> {
        let mut pending = self.pending.take()?;
        self.quiz.now.set(now);
        let given = Given {
            response: given.response.filter(|response| !response.is_empty()),
            ..given
        };
        if let (Some(left), false) = (self.tries_left(&pending), given.timed_out)
            && let Some(tried) = self.wrong(&pending, &given)
        {
            pending.tried.push(tried.clone());
            self.pending = Some(pending);
            let snapshot = self.snapshot();
            self.events.push(Event::Tried { tried, snapshot });
            return Some(Answered::Again(left.get()));
        }
        let mut failures = Vec::new();
        let turn = self.scored(self.built_in_turn(pending, given, now), &mut failures);
        self.quiz.join(turn.clone());
        let turn = self.after(turn, failures);
        self.acted = false;
        let snapshot = self.snapshot();
        self.events.push(Event::Answered {
            turn: Box::new(turn.as_ref().clone()),
            snapshot,
            stop: self.stop,
        });
        Some(Answered::Turn(turn))
    }

    /// How many tries the modes allow after this one, if any.
    fn tries_left(&self, pending: &Pending) -> Option<NonZeroU32> {
        let used = u32::try_from(pending.tried.len()).unwrap_or(u32::MAX);
        let left = self.rules.tries?.saturating_sub(used.saturating_add(1));
        NonZeroU32::new(left)
    }

    /// What was given, if it does not earn the full credit.
    fn wrong(&self, pending: &Pending, given: &Given) -> Option<Tried> {
        let response = given.response.clone()?;
        let judgement = self.judge(pending, &response);
        (judgement.credit != Credit::FULL).then_some(Tried {
            response,
            judgement,
            seconds: given.seconds,
        })
    }

    /// The bank's judgement of a response.
    fn judge(&self, pending: &Pending, response: &Response) -> Judgement {
        let bank = self.quiz.bank.as_ref();
        match bank.question(&pending.asked.question) {
            Some(question) => question.kind.mark(response, bank),
            None => Judgement::of(Credit::NONE),
        }
    }

    /// The turn with the bank's judgement and credit times points.
    fn built_in_turn(&self, mut pending: Pending, given: Given, now: Moment) -> Turn {
        let before: f64 = pending.tried.iter().map(|tried| tried.seconds).sum();
        let filled_in = given.response.is_some();
        let response = given
            .response
            .or_else(|| Some(pending.tried.pop()?.response));
        let judgement = match &response {
            Some(response) => self.judge(&pending, response),
            None => Judgement::of(Credit::NONE),
        };
        let judgement = match filled_in {
            true if given.timed_out => judgement.note(TAKEN_AT_THE_END),
            _ => judgement,
        };
        let timed_out = given.timed_out && response.is_none();
        let Pending {
            asked,
            hints_used,
            flagged,
            tried,
        } = pending;
        let question = self.quiz.bank.question(&asked.question);
        let worth = question.map_or(0.0, |question| question.points);
        Turn {
            n: asked.n,
            question: asked.question,
            hash: asked.hash,
            prompt: asked.prompt,
            reason: asked.reason,
            skipped: response.is_none() && !timed_out,
            response,
            mark: Mark::built_in(judgement, worth),
            seconds: before + given.seconds,
            hints_used,
            tried,
            confidence: given.confidence,
            timed_out,
            flagged,
            graded: question.is_some_and(|question| question.graded),
            at: now.at,
            offset: now.offset,
            feedback: Vec::new(),
            failures: asked.failures,
        }
    }

    /// Lets the scoring mode turn the judgement into points.
    pub(super) fn scored(&mut self, mut turn: Turn, failures: &mut Vec<Failure>) -> Rc<Turn> {
        let built_in = Rc::new(turn.clone());
        match self.score.score(&self.quiz, &built_in) {
            Ok(Some(scored)) => {
                turn.mark.points = scored.points;
                turn.mark.out_of = scored.out_of;
                turn.mark.steps = scored.steps;
                Rc::new(turn)
            }
            Ok(None) => built_in,
            Err(failure) => {
                failures.push(failure);
                built_in
            }
        }
    }

    /// The hooks after scoring: answered, feedback, stop. What they say joins the turn.
    pub(super) fn after(&mut self, turn: Rc<Turn>, mut failures: Vec<Failure>) -> Rc<Turn> {
        let quiz = &self.quiz;
        let mut failed = |failure| failures.push(failure);
        self.score.answered(quiz, &turn).unwrap_or_else(&mut failed);
        if let Some(select) = &mut self.select {
            select.answered(quiz, &turn).unwrap_or_else(&mut failed);
        }
        let said = self.score.feedback(quiz, &turn).unwrap_or_else(|failure| {
            failed(failure);
            None
        });
        let mut stop = false;
        for mode in std::iter::once(&mut self.score).chain(&mut self.select) {
            stop |= mode.stop(quiz).unwrap_or_else(|failure| {
                failed(failure);
                false
            });
        }
        if stop {
            self.stop = Some(Ended::ByMode);
        }
        if said.is_none() && failures.is_empty() {
            return turn;
        }
        let mut turn = turn.as_ref().clone();
        turn.feedback.extend(said);
        turn.failures.extend(failures);
        let turn = Rc::new(turn);
        if let Some(last) = self.quiz.turns.borrow_mut().last_mut() {
            *last = turn.clone();
        }
        turn
    }
}
