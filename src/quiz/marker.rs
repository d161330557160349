//! Marks responses outside any sitting, each as a quiz of one turn: for teachers who try answers and
//! for files of responses. It calls a scoring mode's `start` and `score` and no other hook; sittings
//! do the rest.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::{Given, Learner, Limits, Mode, Moment, Quiz, State, Turn};
use crate::bank::Bank;
use crate::item::{Credit, Judgement, Mark, Prompt};
use crate::kinds::Arrangement;

/// Marks responses to the questions of a bank, one by one, with or without a scoring mode.
pub struct Marker {
    bank: Arc<Bank>,
    mode: Option<Fresh>,
    prompts: HashMap<u32, Prompt>,
}

/// A mode, and its state before any quiz.
struct Fresh {
    mode: Box<dyn Mode>,
    state: State,
}

impl Marker {
    /// Marks by the bank's own credits, and by a scoring mode where one is given.
    pub fn new(bank: Arc<Bank>, mode: Option<Box<dyn Mode>>) -> Self {
        Self {
            bank,
            mode: mode.map(|mode| Fresh {
                state: mode.state(),
                mode,
            }),
            prompts: HashMap::new(),
        }
    }

    /// A question as it is shown with its options in the bank's order; nothing if the bank has no
    /// question at that place.
    pub fn prompt(&mut self, place: u32) -> Option<&Prompt> {
        let question = self.bank.questions.get(place as usize)?;
        Some(self.prompts.entry(place).or_insert_with(|| {
            Prompt {
                stimulus: self
                    .bank
                    .stimulus_of(question)
                    .map(|stimulus| stimulus.text.clone()),
                stem: question.stem.clone(),
                shape: question.kind.shape(&mut Arrangement::as_written()),
            }
        }))
    }

    /// The turn of a quiz that asks only this. A failing hook keeps the built-in mark and is among
    /// the turn's failures. Nothing if the bank has no question at that place.
    pub fn mark(&mut self, place: u32, given: Given, learner: &str) -> Option<Turn> {
        let prompt = self.prompt(place)?.clone();
        let question = self.bank.questions.get(place as usize)?;
        let response = given.response.filter(|response| !response.is_empty());
        let judgement = match &response {
            Some(response) => question.kind.mark(response, self.bank.as_ref()),
            None => Judgement::of(Credit::NONE),
        };
        let turn = Turn {
            n: 1,
            question: question.id.clone(),
            hash: question.hash.clone(),
            prompt,
            reason: None,
            skipped: response.is_none(),
            response,
            mark: Mark::built_in(judgement, question.points),
            seconds: given.seconds,
            hints_used: 0,
            tried: Vec::new(),
            confidence: given.confidence,
            timed_out: false,
            flagged: false,
            graded: question.graded,
            at: 0,
            offset: 0,
            feedback: Vec::new(),
            failures: Vec::new(),
        };
        match &mut self.mode {
            Some(fresh) => Some(fresh.score(&self.bank, place, turn, learner)),
            None => Some(turn),
        }
    }
}

impl Fresh {
    /// Lets the mode begin a quiz of this one question and turn the judgement into points.
    fn score(&mut self, bank: &Arc<Bank>, place: u32, turn: Turn, learner: &str) -> Turn {
        let quiz = Quiz::new(
            bank.clone(),
            vec![place],
            Learner::new(learner, Vec::new()),
            0,
            Limits::default(),
            Moment::default(),
        );
        self.mode.restore(&self.state);
        let turn = Rc::new(turn);
        let scored = self
            .mode
            .start(&quiz)
            .and_then(|()| self.mode.score(&quiz, &turn));
        // the mode may have kept the turn, if only until its next state
        let mut turn = Rc::try_unwrap(turn).unwrap_or_else(|turn| turn.as_ref().clone());
        match scored {
            Ok(Some(scored)) => {
                turn.mark.points = scored.points;
                turn.mark.out_of = scored.out_of;
                turn.mark.steps = scored.steps;
            }
            Ok(None) => {}
            Err(failure) => turn.failures.push(failure),
        }
        turn
    }
}
