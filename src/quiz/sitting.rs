//! The state machine: what to ask, what was answered, when it ends.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use super::{
    Asked, Bar, Ended, Event, Failure, Learner, Limits, Mode, Moment, Outcome, Pick, Quiz, Rules,
    Snapshot, Turn,
};
use crate::bank::Bank;
use crate::item::{Chance, Credit, Judgement, Mark, Prompt, Response};
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

/// Said of a response that was not sent before the time ran out.
const TAKEN_AT_THE_END: &str = "the time was up: what was filled in by then counts";

/// What a learner gives to the question that stands before them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The response; none is a skip.
    pub response: Option<Response>,
    /// The time for the question ran out; the response is what was filled in by then.
    pub timed_out: bool,
    /// How sure the learner is, 1 to 3, where the mode asks.
    pub confidence: Option<u8>,
    /// Seconds from shown to answered.
    pub seconds: f64,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Put this before the learner.
    Ask(Box<Asked>),
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
    pub(super) outcome: Option<Box<Outcome>>,
    pub(super) events: Vec<Event>,
    /// A mode's `progress` has failed.
    without_bars: bool,
}

/// The question that stands before the learner.
pub(super) struct Pending {
    pub(super) asked: Asked,
    pub(super) hints_used: u32,
    pub(super) flagged: bool,
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
        let mut rules = setup.score.rules();
        if let Some(select) = &setup.select {
            rules = rules.with(select.rules());
        }
        let shorter = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
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
        let selecting = setup.select.as_ref().unwrap_or(&setup.score);
        if quiz.most().is_none() && limits.time.is_none() && !selecting.may_stop() {
            // a `select` that never ends is ended then
            quiz.most.set(u32::try_from(quiz.questions.len()).ok());
        }
        Self {
            quiz,
            score: setup.score,
            select: setup.select,
            rules,
            pending: None,
            queue: VecDeque::new(),
            planned: false,
            stop: None,
            outcome: None,
            events: Vec::new(),
            without_bars: false,
        }
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
    pub fn pending(&self) -> Option<&Asked> {
        self.pending.as_ref().map(|pending| &pending.asked)
    }

    /// How many hints of the pending question are shown.
    pub fn hints_used(&self) -> u32 {
        self.pending
            .as_ref()
            .map_or(0, |pending| pending.hints_used)
    }

    /// Whether the pending question is flagged.
    pub fn flagged(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.flagged)
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
        match self.stop.map_or_else(|| self.choose(&mut failures), Err) {
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

    /// Takes a response to the pending question: marks it, lets the modes score it and learn from
    /// it, and gives the turn. Without a pending question there is no turn.
    pub fn answer(&mut self, given: Given, now: Moment) -> Option<Rc<Turn>> {
        let pending = self.pending.take()?;
        self.quiz.now.set(now);
        let mut failures = Vec::new();
        let turn = self.scored(self.built_in_turn(pending, given, now), &mut failures);
        self.quiz.join(turn.clone());
        let turn = self.after(turn, failures);
        let snapshot = self.snapshot();
        self.events.push(Event::Answered {
            turn: Box::new(turn.as_ref().clone()),
            snapshot,
            stop: self.stop,
        });
        Some(turn)
    }

    /// The turn with the bank's judgement and credit times points.
    fn built_in_turn(&self, pending: Pending, given: Given, now: Moment) -> Turn {
        let Pending {
            asked,
            hints_used,
            flagged,
        } = pending;
        let bank = self.quiz.bank.as_ref();
        let question = bank.question(&asked.question);
        let response = given.response.filter(|r| !r.is_empty());
        let judgement = match (question, &response) {
            (Some(question), Some(response)) => question.kind.mark(response, bank),
            _ => Judgement::of(Credit::NONE),
        };
        let judgement = match &response {
            Some(_) if given.timed_out => judgement.note(TAKEN_AT_THE_END),
            _ => judgement,
        };
        let timed_out = given.timed_out && response.is_none();
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
            seconds: given.seconds,
            hints_used,
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
    fn scored(&mut self, mut turn: Turn, failures: &mut Vec<Failure>) -> Rc<Turn> {
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
    fn after(&mut self, turn: Rc<Turn>, mut failures: Vec<Failure>) -> Rc<Turn> {
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
        self.pending = Some(Pending {
            asked: asked.clone(),
            hints_used: 0,
            flagged: false,
        });
        asked
    }

    /// Ends the quiz: the modes have the last word.
    fn end(&mut self, ended: Ended, mut failures: Vec<Failure>) -> Box<Outcome> {
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

    fn snapshot(&self) -> Snapshot {
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
