//! The growing record of a quiz: what modes, pools and front ends read while the sitting goes on.

use std::cell::{Cell, OnceCell, Ref, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::{Learner, Mastery, Turn};
use crate::bank::{Bank, Question};
use crate::item::Chance;

/// A point in time, as the front end's clocks say. The engine has none of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970 in UTC.
    pub at: i64,
    /// The learner's offset from UTC, in minutes.
    pub offset: i16,
    /// Seconds spent in this quiz until now; time away does not count.
    pub elapsed: f64,
}

/// What bounds a quiz from outside.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// At most so many turns.
    pub turns: Option<u32>,
    /// At most so many seconds.
    pub time: Option<f64>,
}

/// A quiz as it stands: shared by the sitting and by all handles that scripts see (`Rc`), and
/// growing between the calls of hooks. Reading it never fails; only the sitting writes.
#[derive(Debug)]
pub struct Quiz {
    /// The bank.
    pub bank: Arc<Bank>,
    /// The questions of this quiz, as places in `bank.questions`, ascending.
    pub questions: Rc<[u32]>,
    /// The learner.
    pub learner: Rc<Learner>,
    /// The seed of question order, option order and `rng`.
    pub seed: u64,
    /// The bounds.
    pub limits: Limits,
    pub(super) turns: RefCell<Vec<Rc<Turn>>>,
    pub(super) chance: RefCell<Chance>,
    pub(super) now: Cell<Moment>,
    /// By place in `bank.questions`.
    pub(super) asked: RefCell<Vec<Asks>>,
    pub(super) mastery: RefCell<Mastery>,
    pub(super) by_topic: OnceCell<Vec<f64>>,
    pub(super) length: Cell<Option<u32>>,
    pub(super) most: Cell<Option<u32>>,
}

/// How often a question was asked, and how the last time in this quiz went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asks {
    /// Turns in this quiz.
    pub times: u32,
    /// Turns in earlier quizzes.
    pub before: u32,
    /// Whether the last turn earned less than full credit.
    pub missed: bool,
}

impl Quiz {
    /// A quiz in which nothing has been asked.
    pub fn new(
        bank: Arc<Bank>,
        questions: Vec<u32>,
        learner: Learner,
        seed: u64,
        limits: Limits,
        now: Moment,
    ) -> Rc<Self> {
        let mut asked = vec![Asks::default(); bank.questions.len()];
        for past in learner.past() {
            let place = bank.index_of(&past.question);
            if let Some(asks) = place.and_then(|place| asked.get_mut(place as usize)) {
                asks.before += 1;
            }
        }
        let mastery = Mastery::of(&bank, &learner);
        Rc::new(Self {
            bank,
            questions: questions.into(),
            learner: Rc::new(learner),
            seed,
            limits,
            turns: RefCell::default(),
            chance: RefCell::new(Chance::new(seed)),
            now: Cell::new(now),
            asked: RefCell::new(asked),
            mastery: RefCell::new(mastery),
            by_topic: OnceCell::new(),
            length: Cell::new(None),
            most: Cell::new(limits.turns),
        })
    }

    /// The turns so far, oldest first. Do not hold the borrow across a call into a mode.
    pub fn turns(&self) -> Ref<'_, Vec<Rc<Turn>>> {
        self.turns.borrow()
    }

    /// The last turn.
    pub fn last(&self) -> Option<Rc<Turn>> {
        self.turns.borrow().last().cloned()
    }

    /// How many turns there are.
    pub fn count(&self) -> u32 {
        u32::try_from(self.turns.borrow().len()).unwrap_or(u32::MAX)
    }

    /// The number of questions that the quiz will have, where it is known.
    pub fn length(&self) -> Option<u32> {
        self.length.get()
    }

    /// The number of questions that the quiz will not exceed, where there is one.
    pub fn most(&self) -> Option<u32> {
        self.most.get()
    }

    /// The points earned so far, over graded questions.
    pub fn points(&self) -> f64 {
        self.turns
            .borrow()
            .iter()
            .filter(|t| t.graded)
            .map(|t| t.mark.points)
            .sum()
    }

    /// The points that could have been earned so far, over graded questions.
    pub fn max_points(&self) -> f64 {
        self.turns
            .borrow()
            .iter()
            .filter(|t| t.graded)
            .map(|t| t.mark.out_of)
            .sum()
    }

    /// The time, as last handed in.
    pub fn now(&self) -> Moment {
        self.now.get()
    }

    /// Seconds left of the quiz's own limit.
    pub fn time_left(&self) -> Option<f64> {
        self.limits
            .time
            .map(|limit| (limit - self.now.get().elapsed).max(0.0))
    }

    /// Draws from the quiz's generator. The closure must not call into a mode.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        draw(&mut self.chance.borrow_mut())
    }

    /// The question at a place of `bank.questions`.
    pub fn question(&self, index: u32) -> Option<&Question> {
        self.bank.questions.get(index as usize)
    }

    /// How often a question was asked in this quiz, and how the last time went.
    pub fn asks(&self, index: u32) -> Asks {
        let asked = self.asked.borrow();
        asked.get(index as usize).copied().unwrap_or_default()
    }

    /// How often this learner was asked a question, in this quiz and before.
    pub fn times_asked(&self, index: u32) -> usize {
        let asks = self.asks(index);
        asks.before as usize + asks.times as usize
    }

    /// Joins a finished turn to the record.
    pub(super) fn join(&self, turn: Rc<Turn>) {
        let place = self.bank.index_of(&turn.question);
        let mut asked = self.asked.borrow_mut();
        if let Some(asks) = place.and_then(|place| asked.get_mut(place as usize)) {
            asks.times += 1;
            asks.missed = !turn.right();
        }
        self.mastery.borrow_mut().join(&self.bank, &turn);
        self.turns.borrow_mut().push(turn);
    }
}
