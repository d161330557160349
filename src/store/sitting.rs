//! One quiz in the store: begun, recorded event by event, and loaded to go on.

use std::fmt;

use rusqlite::ErrorCode;
use uuid::Uuid;

use super::rows::{append, insert_sitting, place_of, read_sitting};
use super::{Regrade, Store, StoreError, When};
use crate::quiz::{Event, Limits, Moment, Turn};
use crate::text::SourceFile;

/// A quiz's id, a UUIDv7. People see its [ending](Self::short).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SittingId(pub(super) Uuid);

impl SittingId {
    fn new(at: i64) -> Self {
        let at = at.unsigned_abs();
        let nanoseconds = u32::try_from(at % 1000).unwrap_or(0) * 1_000_000;
        let time = uuid::Timestamp::from_unix(uuid::NoContext, at / 1000, nanoseconds);
        Self(Uuid::new_v7(time))
    }

    /// What people see of it: the last 8 hexadecimal digits.
    pub fn short(&self) -> String {
        let whole = self.0.simple().to_string();
        whole.chars().skip(24).collect()
    }
}

/// Shown whole.
impl fmt::Display for SittingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// What a quiz is begun with. It is kept whole, so that the quiz can go on when the bank or a script
/// has changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The learner's name.
    pub learner: String,
    /// The bank's id.
    pub bank: String,
    /// The bank's title.
    pub bank_title: String,
    /// The bank's version.
    pub bank_version: Option<String>,
    /// The bank's files, the one that was opened first.
    pub files: Vec<SourceFile>,
    /// The scoring mode; where `select` is none it does both.
    pub score: KeptMode,
    /// The selecting mode, if it is another.
    pub select: Option<KeptMode>,
    /// The modes' settings, as whoever begins the quiz wants them back.
    pub settings: serde_json::Value,
    /// The seed.
    pub seed: u64,
    /// The bounds.
    pub limits: Limits,
    /// The ids of the quiz's questions; none where it is the whole bank.
    pub questions: Option<Vec<String>>,
}

/// A mode as it was when the quiz began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMode {
    /// The name under which it was chosen.
    pub name: String,
    /// Its script first, then what that imports; empty for the built-in mode.
    pub files: Vec<SourceFile>,
}

/// A quiz as it is in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSitting {
    /// Its id.
    pub id: SittingId,
    /// What it was begun with.
    pub beginning: Beginning,
    /// The name of the random generator that the seed was for: [`crate::item::Chance::NAME`] then.
    pub generator: String,
    /// When it was begun.
    pub begun: When,
    /// Whether its result is there.
    pub ended: bool,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The markings after the first, oldest first.
    pub regrades: Vec<Regrade>,
}

impl StoredSitting {
    /// The turns as first marked, with the flags that were set or taken away after the answer.
    pub fn first_turns(&self) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        let mut pending = false;
        for event in &self.events {
            match event {
                Event::Asked(_) => pending = true,
                Event::Answered { turn, .. } => {
                    pending = false;
                    turns.push(turn.as_ref().clone());
                }
                Event::Flagged { on, .. } if !pending => {
                    if let Some(last) = turns.last_mut() {
                        last.flagged = *on;
                    }
                }
                _ => {}
            }
        }
        turns
    }
}

/// Where a quiz stands, as far as this store has seen it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its key.
    pub sitting: i64,
    /// How many events it has.
    pub events: i64,
}

impl Store {
    /// Begins a quiz: keeps what it was begun with, and the first events.
    ///
    /// # Errors
    /// Nothing is kept then.
    pub fn begin(
        &self,
        beginning: &Beginning,
        events: &[Event],
        now: Moment,
    ) -> Result<SittingId, StoreError> {
        let id = SittingId::new(now.at);
        let place = self.write(|transaction| {
            let sitting = insert_sitting(transaction, id, beginning, now)?;
            let place = Place { sitting, events: 0 };
            Ok(append(transaction, place, events, now)?)
        })?;
        self.places.borrow_mut().insert(id, place);
        Ok(id)
    }

    /// Records what happened in a quiz, all of it or nothing; durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Elsewhere`] if another program went on with the quiz since it was begun or
    /// loaded here. After any other error the same events may be handed over again.
    pub fn record(&self, id: SittingId, events: &[Event], now: Moment) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let known = self.places.borrow().get(&id).copied();
        let place = self.write(|transaction| {
            let place = match known {
                Some(place) => place,
                None => place_of(transaction, id)?,
            };
            append(transaction, place, events, now).map_err(|error| gone_on(error, id))
        })?;
        self.places.borrow_mut().insert(id, place);
        Ok(())
    }

    /// A quiz with everything that happened in it.
    ///
    /// # Errors
    /// There is none with that id, or it can't be read.
    pub fn load(&self, id: SittingId) -> Result<StoredSitting, StoreError> {
        let (place, stored) = self.read(|connection| {
            let place = place_of(connection, id)?;
            Ok((place, read_sitting(connection, id, place.sitting)?))
        })?;
        self.places.borrow_mut().insert(id, place);
        Ok(stored)
    }
}

fn gone_on(error: rusqlite::Error, id: SittingId) -> StoreError {
    if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
        return StoreError::Elsewhere { id: id.short() };
    }
    error.into()
}
