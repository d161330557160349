//! Past quizzes, one line each.

use rusqlite::{Connection, named_params};

use super::rows::from_json;
use super::{SittingId, Store, StoreError, When};
use crate::quiz::{Event, Outcome};

/// Which quizzes are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Only this learner's.
    pub learner: Option<String>,
    /// Only of the bank with this id.
    pub bank: Option<String>,
    /// Only those that are still open, or only those that are not.
    pub open: Option<bool>,
    /// Those too in which no question was answered or passed over.
    pub with_empty: bool,
    /// At most so many.
    pub limit: Option<u32>,
}

/// A quiz in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The quiz.
    pub id: SittingId,
    /// The learner's name.
    pub learner: String,
    /// The bank's id.
    pub bank: String,
    /// The bank's title then.
    pub bank_title: String,
    /// The scoring mode's name.
    pub score: String,
    /// The selecting mode's name, if it was another.
    pub select: Option<String>,
    /// The seed.
    pub seed: u64,
    /// When it was begun.
    pub begun: When,
    /// When something last happened in it.
    pub last: When,
    /// All turns.
    pub turns: u32,
    /// Turns passed over or out of time.
    pub skipped: u32,
    /// Turns with full credit.
    pub right: u32,
    /// Points earned over graded turns.
    pub points: f64,
    /// Points that could be earned over graded turns.
    pub max_points: f64,
    /// Seconds spent on the questions answered.
    pub seconds: f64,
    /// The result; none while the quiz is open.
    pub outcome: Option<Box<Outcome>>,
    /// When it was marked as it is now, if it was marked again.
    pub marked: Option<When>,
}

impl Summary {
    /// Points of what could be earned; nothing if nothing could.
    pub fn share(&self) -> Option<f64> {
        (self.max_points > 0.0).then(|| self.points / self.max_points)
    }

    /// Turns with a response.
    pub fn answered(&self) -> u32 {
        self.turns.saturating_sub(self.skipped)
    }

    /// Whether it can be gone on with.
    pub fn open(&self) -> bool {
        self.outcome.is_none()
    }
}

impl Store {
    /// Quizzes, those begun last first.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn history(&self, wanted: &History) -> Result<Vec<Summary>, StoreError> {
        self.read(|connection| Ok(summaries(connection, wanted, None)?))
    }

    /// One quiz in one line.
    ///
    /// # Errors
    /// There is none with that id, or the store can't be read.
    pub fn summary(&self, id: SittingId) -> Result<Summary, StoreError> {
        let all = History {
            with_empty: true,
            ..History::default()
        };
        let found = self.read(|connection| Ok(summaries(connection, &all, Some(id))?))?;
        let missing = || StoreError::NoSuchQuiz(format!("there is no quiz {id}"));
        found.into_iter().next().ok_or_else(missing)
    }

    /// The quizzes that a learner can go on with: those with answers first, and among them the one
    /// left last.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn open_sittings(&self, learner: &str) -> Result<Vec<Summary>, StoreError> {
        let mut open = self.history(&History {
            learner: Some(learner.to_owned()),
            open: Some(true),
            with_empty: true,
            ..History::default()
        })?;
        open.sort_by_key(|quiz| std::cmp::Reverse((quiz.turns > 0, quiz.last.at)));
        Ok(open)
    }

    /// The quiz that `resume` goes on with where none is named.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn newest_open(&self, learner: &str) -> Result<Option<Summary>, StoreError> {
        Ok(self.open_sittings(learner)?.into_iter().next())
    }

    /// The learner's last finished quiz on a bank, other than this one: for "last time 71 %".
    ///
    /// # Errors
    /// The store can't be read.
    pub fn last_outcome(
        &self,
        learner: &str,
        bank: &str,
        other_than: Option<SittingId>,
    ) -> Result<Option<Summary>, StoreError> {
        let finished = self.history(&History {
            learner: Some(learner.to_owned()),
            bank: Some(bank.to_owned()),
            open: Some(false),
            limit: Some(2),
            ..History::default()
        })?;
        Ok(finished
            .into_iter()
            .find(|quiz| Some(quiz.id) != other_than))
    }
}

fn summaries(
    connection: &Connection,
    wanted: &History,
    id: Option<SittingId>,
) -> rusqlite::Result<Vec<Summary>> {
    connection
        .prepare_cached(include_str!("history.sql"))?
        .query_map(
            named_params! {
                ":id": id.map(|id| id.to_string()),
                ":learner": wanted.learner,
                ":bank": wanted.bank,
                ":open": wanted.open,
                ":with_empty": wanted.with_empty,
                ":limit": wanted.limit.map_or(-1, i64::from),
            },
            |row| {
                let begun = When {
                    at: row.get("begun")?,
                    offset: row.get("begun_offset")?,
                };
                let result: Option<String> = row.get("result")?;
                let again: Option<String> = row.get("marked_again")?;
                let outcome = match (again, result.map(|event| from_json(&event)).transpose()?) {
                    (Some(again), _) => Some(from_json(&again)?),
                    (None, Some(Event::Ended { outcome })) => Some(outcome),
                    _ => None,
                };
                let marked: Option<i64> = row.get("marked_at")?;
                let marked_offset: Option<i16> = row.get("marked_offset")?;
                Ok(Summary {
                    id: row.get("id")?,
                    learner: row.get("learner")?,
                    bank: row.get("bank")?,
                    bank_title: row.get("bank_title")?,
                    score: row.get("score")?,
                    select: row.get("select")?,
                    seed: row.get::<_, i64>("seed")?.cast_unsigned(),
                    begun,
                    last: When {
                        at: row.get::<_, Option<i64>>("last")?.unwrap_or(begun.at),
                        offset: row
                            .get::<_, Option<i16>>("last_offset")?
                            .unwrap_or(begun.offset),
                    },
                    turns: row.get("turns")?,
                    skipped: row.get("skipped")?,
                    right: row.get("right")?,
                    points: row.get("points")?,
                    max_points: row.get("max_points")?,
                    seconds: row.get("seconds")?,
                    outcome,
                    marked: marked
                        .zip(marked_offset)
                        .map(|(at, offset)| When { at, offset }),
                })
            },
        )?
        .collect()
}
