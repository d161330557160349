//! The result of a quiz.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Finish, Quiz, Turn};
use crate::bank::Bank;

/// Why a quiz is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// Nothing was left to ask.
    Exhausted,
    /// The mode's `select` or `stop` ended it.
    ByMode,
    /// As many turns as allowed.
    TurnLimit,
    /// The time for the quiz was over.
    TimeLimit,
    /// A `select` that never ends was ended after as many turns as the pool has questions.
    Endless,
    /// The learner ended it.
    ByLearner,
}

/// What was earned in some turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// What it is the tally of: a topic's title, a kind's name.
    pub name: String,
    /// Points earned over graded turns.
    pub points: f64,
    /// Points that could be earned over graded turns.
    pub max_points: f64,
    /// Turns with full credit.
    pub right: u32,
    /// All turns.
    pub turns: u32,
}

impl Tally {
    /// Points of what could be earned; nothing if nothing could.
    pub fn share(&self) -> Option<f64> {
        (self.max_points > 0.0).then(|| self.points / self.max_points)
    }

    /// Adds a turn.
    pub fn add(&mut self, turn: &Turn) {
        self.turns += 1;
        self.right += u32::from(turn.right());
        if turn.graded {
            self.points += turn.mark.points;
            self.max_points += turn.mark.out_of;
        }
    }
}

/// The result of a quiz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Why it is over.
    pub ended: Ended,
    /// Over all turns.
    pub total: Tally,
    /// Turns with a response.
    pub answered: u32,
    /// Turns passed over or out of time.
    pub skipped: u32,
    /// Hints shown.
    pub hints_used: u32,
    /// Turns flagged.
    pub flagged: u32,
    /// Seconds spent.
    pub seconds: f64,
    /// By topic, in the bank's order; a question with several topics counts in each.
    pub by_topic: Vec<Tally>,
    /// By kind, in the register's order.
    pub by_kind: Vec<Tally>,
    /// Questions to review, weakest first: those whose last turn earned less than full credit.
    pub review: Vec<String>,
    /// What the modes say.
    pub finish: Finish,
    /// Hooks that failed at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<super::Failure>,
}

impl Outcome {
    /// The result as it stands, without the modes' last word.
    pub fn of(quiz: &Quiz, ended: Ended) -> Self {
        Self::over(&quiz.bank, &quiz.turns(), quiz.now().elapsed, ended)
    }

    /// The result of some turns on a bank that took so many seconds.
    pub fn over(bank: &Bank, turns: &[Rc<Turn>], seconds: f64, ended: Ended) -> Self {
        let mut total = Tally {
            name: "all".to_owned(),
            ..Tally::default()
        };
        turns.iter().for_each(|turn| total.add(turn));
        let count = |wanted: fn(&Turn) -> bool| {
            u32::try_from(turns.iter().filter(|t| wanted(t)).count()).unwrap_or(u32::MAX)
        };
        Self {
            ended,
            total,
            answered: count(Turn::answered),
            skipped: count(|t| !t.answered()),
            hints_used: turns.iter().map(|t| t.hints_used).sum(),
            flagged: count(|t| t.flagged),
            seconds,
            by_topic: by_topic(bank, turns),
            by_kind: by_kind(bank, turns),
            review: review(turns),
            finish: Finish::default(),
            failures: Vec::new(),
        }
    }

    /// Points of what could be earned; nothing if nothing was graded.
    pub fn share(&self) -> Option<f64> {
        self.total.share()
    }
}

fn by_topic(bank: &Bank, turns: &[Rc<Turn>]) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = bank
        .topics
        .iter()
        .map(|topic| Tally {
            name: topic.title.clone(),
            ..Tally::default()
        })
        .collect();
    for turn in turns {
        let Some(question) = bank.question(&turn.question) else {
            continue;
        };
        for (topic, tally) in bank.topics.iter().zip(&mut tallies) {
            if question.topics.contains(&topic.id) {
                tally.add(turn);
            }
        }
    }
    tallies.retain(|tally| tally.turns > 0);
    tallies
}

fn by_kind(bank: &Bank, turns: &[Rc<Turn>]) -> Vec<Tally> {
    let mut tallies: Vec<Tally> = crate::kinds::Kind::NAMES
        .iter()
        .map(|name| Tally {
            name: (*name).to_owned(),
            ..Tally::default()
        })
        .collect();
    for turn in turns {
        let kind = bank
            .question(&turn.question)
            .map(|question| question.kind.name());
        if let Some(tally) = tallies
            .iter_mut()
            .find(|tally| Some(tally.name.as_str()) == kind)
        {
            tally.add(turn);
        }
    }
    tallies.retain(|tally| tally.turns > 0);
    tallies
}

/// The last turn of each question decides; the weakest come first, ties in the order asked.
fn review(turns: &[Rc<Turn>]) -> Vec<String> {
    let mut last: Vec<&Rc<Turn>> = Vec::new();
    for turn in turns {
        last.retain(|before| before.question != turn.question);
        last.push(turn);
    }
    last.retain(|turn| !turn.right());
    last.sort_by(|a, b| {
        a.mark
            .judgement
            .credit
            .value()
            .total_cmp(&b.mark.judgement.credit.value())
    });
    last.iter().map(|turn| turn.question.clone()).collect()
}
