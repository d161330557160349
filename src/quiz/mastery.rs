//! How well each topic is mastered, kept up with each answer so that asking costs nothing: the share
//! of credit over the last answers.

use std::collections::VecDeque;

use super::pool::counts_by_topic;
use super::{Learner, Quiz, Turn};
use crate::bank::Bank;

/// So many answers of a topic make its mastery.
pub const REMEMBERED: usize = 20;

/// From this share of credit on a topic is mastered …
pub const MASTERED: f64 = 0.8;

/// … if it rests on so many answers, or on as many as the topic has questions.
pub const ENOUGH: usize = 5;

/// The credits of the last answers of each topic, by place in `Bank::topics`.
#[derive(Debug, Default)]
pub struct Mastery {
    last: Vec<VecDeque<f64>>,
}

impl Mastery {
    /// What the past of a learner tells.
    pub fn of(bank: &Bank, learner: &Learner) -> Self {
        let mut mastery = Self {
            last: vec![VecDeque::new(); bank.topics.len()],
        };
        for past in learner.past().iter().filter(|past| past.answered()) {
            mastery.add(bank, &past.question, past.credit);
        }
        mastery
    }

    /// Takes a turn into account; what was not answered tells nothing.
    pub fn join(&mut self, bank: &Bank, turn: &Turn) {
        if turn.answered() {
            let credit = turn.mark.judgement.credit.value();
            self.add(bank, &turn.question, credit);
        }
    }

    /// The share of credit over the last answers of a topic, 0 to 1; 0 without any.
    pub fn share(&self, topic: u32) -> f64 {
        match self.answers(topic) {
            0 => 0.0,
            n => {
                let credits = self.last.get(topic as usize).into_iter().flatten();
                (credits.sum::<f64>() / n as f64).max(0.0)
            }
        }
    }

    /// How many answers that share rests on.
    pub fn answers(&self, topic: u32) -> usize {
        self.last.get(topic as usize).map_or(0, VecDeque::len)
    }

    fn add(&mut self, bank: &Bank, question: &str, credit: f64) {
        let Some(place) = bank.index_of(question) else {
            return;
        };
        for &topic in bank.columns().topics.of(place) {
            let Some(last) = self.last.get_mut(topic as usize) else {
                continue;
            };
            if last.len() == REMEMBERED {
                last.pop_front();
            }
            last.push_back(credit);
        }
    }
}

impl Quiz {
    /// The share of credit over the last [`REMEMBERED`] answers of a topic, given by its place; 0
    /// without any.
    pub fn mastery(&self, topic: u32) -> f64 {
        self.mastery.borrow().share(topic)
    }

    /// How many questions of each topic this quiz has, by place; those without a topic last.
    pub(super) fn questions_by_topic(&self) -> &[f64] {
        self.by_topic.get_or_init(|| {
            let topics = &self.bank.columns().topics;
            counts_by_topic(topics, self.questions.iter().copied())
        })
    }

    /// For each topic whether all that it requires is mastered. A required topic of which the quiz
    /// has no question can't be shown to be mastered: what it requires stands for it.
    pub fn ready(&self) -> Vec<bool> {
        let graph = self.bank.topic_graph();
        let mastery = self.mastery.borrow();
        let held = self.questions_by_topic();
        let mut ready = vec![false; self.bank.topics.len()];
        let mut met = ready.clone();
        for &topic in graph.order() {
            let is_met = |below: &u32| met.get(*below as usize) == Some(&true);
            let open = graph.requires(topic).iter().all(is_met);
            let questions = held.get(topic as usize).copied().unwrap_or(0.0) as usize;
            let mastered = match questions {
                0 => open,
                n => mastery.answers(topic) >= n.min(ENOUGH) && mastery.share(topic) >= MASTERED,
            };
            for (list, value) in [(&mut ready, open), (&mut met, mastered)] {
                if let Some(entry) = list.get_mut(topic as usize) {
                    *entry = value;
                }
            }
        }
        ready
    }
}
