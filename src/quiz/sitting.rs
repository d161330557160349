//! The state machine: what to ask, what was answered, when it ends.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use super::mode::shorter;
use super::{
    Action, Asked, Bar, Ended, Event, Failure, Learner, Limits, Mode, Moment, Outcome, Pick, Quiz,
    Rules, Snapshot, Tried,
};
use crate::bank::Bank;
use crate::item::{Chance, Prompt, Response};
use crate::kinds::{Arrangement, Doubt};

/// What a sitting is begun with.
pub struct Setup {
    /// The bank.
    pub bank: Arc<Bank>,
    /// The questions of this quiz, as places in `bank.questions`, ascending.
    pub questions: Vec<u32>,
    /// The learner, with the past.
    pub learner: Learner,
    /// The seed of question order, option order and `rng`.
    pub seed: u64,
    /// The bounds.
    pub limits: Limits,
    /// The scoring mode; where `select` is none it does both.
    pub score: Box<dyn Mode>,
    /// The selecting mode, if it is another.
    pub select: Option<Box<dyn Mode>>,
    /// The time.
    pub now: Moment,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Put this before the learner.
    Ask(Box<Asked>),
    /// Let the learner choose one of these, then call [`Sitting::act`].
    Choose(Vec<Action>),
    /// The quiz is over.
    Done(Box<Outcome>),
}

/// One learner taking one quiz.
pub struct Sitting {
    pub(super) quiz: Rc<Quiz>,
    pub(super) score: Box<dyn Mode>,
    pub(super) select: Option<Box<dyn Mode>>,
    pub(super) rules: Rules,
    pub(super) pending: Option<Pending>,
    pub(super) queue: VecDeque<Pick>,
    /// The queue is new since the last question.
    pub(super) planned: bool,
    pub(super) stop: Option<Ended>,
    /// What the learner may choose from now.
    pub(super) offer: Vec<Action>,
    /// The modes' actions since the last turn are done with.
    pub(super) acted: bool,
    pub(super) outcome: Option<Box<Outcome>>,
    pub(super) events: Vec<Event>,
    /// A mode's `progress` has failed.
    pub(super) without_bars: bool,
}

/// The question that stands before the learner, and what came of it so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The question as asked.
    pub asked: Asked,
    /// How many of its hints are shown.
    pub hints_used: u32,
    /// Whether the learner has flagged it.
    pub flagged: bool,
    /// The responses so far, where the modes allow several.
    pub tried: Vec<Tried>,
}

impl Pending {
    /// A question that was just put.
    pub fn new(asked: Asked) -> Self {
        Self {
            asked,
            hints_used: 0,
            flagged: false,
            tried: Vec::new(),
        }
    }
}

impl Sitting {
    /// Begins a quiz.
    ///
    /// # Errors
    /// A mode refused to begin, with its reason.
    pub fn begin(setup: Setup) -> Result<Self, Failure> {
        let mut sitting = Self::new(setup);
        sitting.score.start(&sitting.quiz)?;
        if let Some(select) = &mut sitting.select {
            select.start(&sitting.quiz)?;
        }
        let snapshot = sitting.snapshot();
        sitting.events.push(Event::Started { snapshot });
        Ok(sitting)
    }

    pub(super) fn new(setup: Setup) -> Self {
        let rules = rules_of(setup.score.as_ref(), setup.select.as_deref());
        let limits = Limits {
            time: shorter(setup.limits.time, rules.time),
            ..setup.limits
        };
        let quiz = Quiz::new(
            setup.bank,
            setup.questions,
            setup.learner,
            setup.seed,
            limits,
            setup.now,
        );
        let sitting = Self {
            quiz,
            score: setup.score,
            select: setup.select,
            rules,
            pending: None,
            queue: VecDeque::new(),
            planned: false,
            stop: None,
            offer: Vec::new(),
            acted: false,
            outcome: None,
            events: Vec::new(),
            without_bars: false,
        };
        sitting.bound();
        sitting
    }

    /// Sets how many questions there can be: a `select` that never ends is ended when it has asked
    /// as many as the pool holds.
    pub(super) fn bound(&self) {
        let (quiz, limits) = (&self.quiz, self.quiz.limits);
        let selecting = self.select.as_ref().unwrap_or(&self.score);
        let unbounded = limits.time.is_some() || selecting.may_stop();
        let all = u32::try_from(quiz.questions.len()).ok();
        quiz.most.set(limits.turns.or(all.filter(|_| !unbounded)));
    }

    /// The record that grows with each turn.
    pub fn quiz(&self) -> &Rc<Quiz> {
        &self.quiz
    }

    /// What the program shall do for the modes.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The question that stands before the learner.
    pub fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// The result, if the quiz is over.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_deref()
    }

    /// The result as it stands, for who leaves; the quiz stays open.
    pub fn so_far(&self) -> Outcome {
        Outcome::of(&self.quiz, Ended::ByLearner)
    }

    /// What happened since the last call, to be stored before anything further is shown.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// What is to be done next. Asking again gives the same question until it is answered.
    pub fn next(&mut self, now: Moment) -> Step {
        self.quiz.now.set(now);
        if let Some(outcome) = &self.outcome {
            return Step::Done(outcome.clone());
        }
        if let Some(pending) = &self.pending {
            return Step::Ask(Box::new(pending.asked.clone()));
        }
        let mut failures = Vec::new();
        if let Some(ended) = self.stop.or_else(|| self.over()) {
            return Step::Done(self.end(ended, failures));
        }
        if !self.acted {
            self.offer(&mut failures);
        }
        if !self.offer.is_empty() {
            return Step::Choose(self.offer.clone());
        }
        match self.choose(&mut failures) {
            Ok(pick) => Step::Ask(Box::new(self.ask(pick, failures))),
            Err(ended) => Step::Done(self.end(ended, failures)),
        }
    }

    /// Why a response should be asked again before it is marked, if it should.
    pub fn doubt(&self, response: &Response) -> Option<Doubt> {
        let question = self
            .quiz
            .bank
            .question(&self.pending.as_ref()?.asked.question)?;
        question.kind.doubt(response, self.quiz.bank.as_ref())
    }

    /// Shows the next hint of the pending question, if there is one left.
    pub fn hint(&mut self) -> Option<String> {
        let pending = self.pending.as_mut()?;
        let question = self.quiz.bank.question(&pending.asked.question)?;
        let hint = question.hints.get(pending.hints_used as usize)?.clone();
        pending.hints_used += 1;
        self.events.push(Event::HintShown);
        Some(hint)
    }

    /// Flags or unflags the pending question, or else the last one. Gives the new state.
    pub fn flag(&mut self) -> Option<bool> {
        let (question, on) = match (&self.pending, self.quiz.last()) {
            (Some(pending), _) => (pending.asked.question.clone(), !pending.flagged),
            (None, Some(turn)) => (turn.question.clone(), !turn.flagged),
            (None, None) => return None,
        };
        self.set_flag(on);
        self.events.push(Event::Flagged { question, on });
        Some(on)
    }

    pub(super) fn set_flag(&mut self, on: bool) {
        if let Some(pending) = &mut self.pending {
            pending.flagged = on;
        } else if let Some(last) = self.quiz.turns.borrow_mut().last_mut() {
            Rc::make_mut(last).flagged = on;
        }
    }

    /// Puts the chosen question before the learner.
    fn ask(&mut self, pick: Pick, failures: Vec<Failure>) -> Asked {
        let quiz = &self.quiz;
        let n = quiz.count() + 1;
        let question = quiz.bank.question(&pick.question);
        let mut chance = Chance::of(&format!("{}/{n}/{}", quiz.seed, pick.question));
        let empty = crate::item::Shape::Write {
            expects: crate::item::Expects::Text,
            unit: None,
        };
        let prompt = Prompt {
            stimulus: question
                .and_then(|question| quiz.bank.stimulus_of(question))
                .map(|stimulus| stimulus.text.clone()),
            stem: question
                .map(|question| question.stem.clone())
                .unwrap_or_default(),
            shape: question.map_or(empty, |question| {
                question.kind.shape(&mut Arrangement::shuffled(&mut chance))
            }),
        };
        if quiz.length().is_some_and(|length| length < n) {
            quiz.length.set(None);
        }
        let asked = Asked {
            n,
            hash: question
                .map(|question| question.hash.clone())
                .unwrap_or_default(),
            question: pick.question,
            prompt,
            reason: pick.reason,
            time_limit: question
                .and_then(|q| q.time_limit)
                .or(self.rules.time_limit),
            queue: std::mem::take(&mut self.planned).then(|| self.queue.iter().cloned().collect()),
            length: quiz.length(),
            failures,
            snapshot: self.snapshot(),
        };
        self.events.push(Event::Asked(Box::new(asked.clone())));
        self.pending = Some(Pending::new(asked.clone()));
        asked
    }

    /// Ends the quiz: the modes have the last word.
    pub(super) fn end(&mut self, ended: Ended, mut failures: Vec<Failure>) -> Box<Outcome> {
        let mut outcome = Outcome::of(&self.quiz, ended);
        for mode in std::iter::once(&mut self.score).chain(&mut self.select) {
            match mode.finish(&self.quiz) {
                Ok(finish) => outcome.finish = std::mem::take(&mut outcome.finish).with(finish),
                Err(failure) => failures.push(failure),
            }
        }
        outcome.failures = failures;
        let outcome = Box::new(outcome);
        self.events.push(Event::Ended {
            outcome: outcome.clone(),
        });
        self.outcome = Some(outcome.clone());
        outcome
    }

    /// The modes' bars, and what failed on the way. Bars are only to look at, so a mode whose
    /// `progress` failed once is not asked again.
    pub fn progress(&mut self) -> (Vec<Bar>, Vec<Failure>) {
        let (mut bars, mut failures) = (Vec::new(), Vec::new());
        if self.without_bars {
            return (bars, failures);
        }
        for mode in std::iter::once(&mut self.score).chain(&mut self.select) {
            match mode.progress(&self.quiz) {
                Ok(own) => bars.extend(own),
                Err(failure) => failures.push(failure),
            }
        }
        self.without_bars = !failures.is_empty();
        (bars, failures)
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            score: self.score.state(),
            select: self
                .select
                .as_ref()
                .map(|mode| mode.state())
                .unwrap_or_default(),
            chance: self.quiz.draw(|chance| chance.position()),
            elapsed: self.quiz.now().elapsed,
        }
    }
}

/// What two modes want together.
pub(super) fn rules_of(score: &dyn Mode, select: Option<&dyn Mode>) -> Rules {
    match select {
        Some(select) => score.rules().with(select.rules()),
        None => score.rules(),
    }
}
