//! One quiz in the store: begun, recorded event by event, and loaded to go on.

use std::fmt;

use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Store, StoreError, When};
use crate::item::Chance;
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
    /// The name of the random generator that the seed was for: [`Chance::NAME`] then.
    pub generator: String,
    /// When it was begun.
    pub begun: When,
    /// Whether its result is there.
    pub ended: bool,
    /// What happened, in order.
    pub events: Vec<Event>,
}

impl StoredSitting {
    /// The turns, with the flags that were set or taken away after the answer.
    pub fn turns(&self) -> Vec<Turn> {
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
    sitting: i64,
    /// How many events it has.
    events: i64,
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

/// A value as JSON text, or why it can't be.
pub(super) fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// The value of a JSON text.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

fn gone_on(error: rusqlite::Error, id: SittingId) -> StoreError {
    if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
        return StoreError::Elsewhere { id: id.short() };
    }
    error.into()
}

fn place_of(connection: &Connection, id: SittingId) -> Result<Place, StoreError> {
    let place = connection
        .query_row(
            "select key, (select coalesce(max(number), 0) from event where event.sitting = sitting.key)
             from sitting where id = ?1",
            [id.to_string()],
            |row| {
                Ok(Place {
                    sitting: row.get(0)?,
                    events: row.get(1)?,
                })
            },
        )
        .optional()?;
    place.ok_or_else(|| StoreError::NoSuchQuiz(format!("there is no quiz {id}")))
}

fn insert_sitting(
    transaction: &Transaction<'_>,
    id: SittingId,
    beginning: &Beginning,
    now: Moment,
) -> rusqlite::Result<i64> {
    transaction.execute(
        "insert into learner (name) values (?1) on conflict do nothing",
        [&beginning.learner],
    )?;
    let questions = beginning.questions.as_ref().map(to_json).transpose()?;
    transaction.execute(
        "insert into sitting (
             id, learner, bank, bank_title, bank_version, score, \"select\", settings, seed,
             generator, turn_limit, time_limit, questions, known, begun, begun_offset
         ) values (
             ?1, (select key from learner where name = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
             ?12, ?13, (select coalesce(max(key), 0) from event), ?14, ?15
         )",
        params![
            id.to_string(),
            beginning.learner,
            beginning.bank,
            beginning.bank_title,
            beginning.bank_version,
            beginning.score.name,
            beginning.select.as_ref().map(|mode| &mode.name),
            to_json(&beginning.settings)?,
            beginning.seed.cast_signed(),
            Chance::NAME,
            beginning.limits.turns,
            beginning.limits.time,
            questions,
            now.at,
            now.offset,
        ],
    )?;
    let sitting = transaction.last_insert_rowid();
    keep_files(transaction, sitting, "bank", &beginning.files)?;
    keep_files(transaction, sitting, "score", &beginning.score.files)?;
    let select = beginning.select.as_ref();
    keep_files(
        transaction,
        sitting,
        "select",
        select.map_or(&[], |mode| &mode.files),
    )?;
    Ok(sitting)
}

/// Keeps the text of files, once each, and that this quiz was begun with them.
fn keep_files(
    transaction: &Transaction<'_>,
    sitting: i64,
    part: &str,
    files: &[SourceFile],
) -> rusqlite::Result<()> {
    for (place, file) in (1i64..).zip(files) {
        let hash = hex(&Sha256::digest(file.text.as_bytes()));
        transaction.execute(
            "insert into file (hash, content) select ?1, ?2
             where not exists (select 1 from file where hash = ?1)",
            params![hash, file.text.as_ref()],
        )?;
        transaction.execute(
            "insert into sitting_file (sitting, part, place, name, file)
             values (?1, ?2, ?3, ?4, (select key from file where hash = ?5))",
            params![sitting, part, place, file.name, hash],
        )?;
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds events to a quiz and gives where it stands after them.
fn append(
    transaction: &Transaction<'_>,
    mut place: Place,
    events: &[Event],
    now: Moment,
) -> rusqlite::Result<Place> {
    let mut insert = transaction.prepare_cached(
        "insert into event (sitting, number, at, content) values (?1, ?2, ?3, ?4)",
    )?;
    for event in events {
        place.events += 1;
        insert.execute(params![
            place.sitting,
            place.events,
            now.at,
            to_json(event)?
        ])?;
        let key = transaction.last_insert_rowid();
        match event {
            Event::Answered { turn, .. } => insert_answer(transaction, place.sitting, key, turn)?,
            Event::Flagged { on, .. } => flag_last(transaction, place.sitting, *on)?,
            Event::Ended { .. } => {
                transaction
                    .prepare_cached("update sitting set ended = ?2 where key = ?1")?
                    .execute(params![place.sitting, key])?;
            }
            Event::Started { .. } | Event::Asked(_) | Event::HintShown => {}
        }
    }
    Ok(place)
}

fn insert_answer(
    transaction: &Transaction<'_>,
    sitting: i64,
    event: i64,
    turn: &Turn,
) -> rusqlite::Result<()> {
    let response = turn.response.as_ref().map(|r| r.in_words());
    transaction
        .prepare_cached(
            "insert into answer (
                 sitting, n, event, question, hash, credit, points, out_of, right, graded, skipped,
                 timed_out, seconds, hints, flagged, at, \"offset\", response
             ) values (
                 ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18
             )",
        )?
        .execute(params![
            sitting,
            turn.n,
            event,
            turn.question,
            turn.hash,
            turn.mark.judgement.credit.value(),
            turn.mark.points,
            turn.mark.out_of,
            turn.right(),
            turn.graded,
            turn.skipped,
            turn.timed_out,
            turn.seconds,
            turn.hints_used,
            turn.flagged,
            turn.at,
            turn.offset,
            response.unwrap_or_default(),
        ])?;
    Ok(())
}

/// Flags the last answer, unless a question has been asked since: then the flag is that question's,
/// and comes with its answer.
fn flag_last(transaction: &Transaction<'_>, sitting: i64, on: bool) -> rusqlite::Result<()> {
    transaction.execute(
        "update answer set flagged = ?2
         where sitting = ?1
           and n = (select max(n) from answer where sitting = ?1)
           and not exists (
               select 1 from event
               where sitting = ?1 and key > answer.event and content ->> 'event' = 'asked'
           )",
        params![sitting, on],
    )?;
    Ok(())
}

fn read_sitting(
    connection: &Connection,
    id: SittingId,
    sitting: i64,
) -> rusqlite::Result<StoredSitting> {
    let files = |part| read_files(connection, sitting, part);
    let mut stored = connection.query_row(
        "select name, bank, bank_title, bank_version, score, \"select\", settings, seed, generator,
                turn_limit, time_limit, questions, begun, begun_offset, ended is not null
         from sitting join learner on learner.key = sitting.learner
         where sitting.key = ?1",
        [sitting],
        |row| {
            let mode = |name: String, part| {
                let files = files(part)?;
                Ok::<_, rusqlite::Error>(KeptMode { name, files })
            };
            let select: Option<String> = row.get(5)?;
            let questions: Option<String> = row.get(11)?;
            Ok(StoredSitting {
                id,
                beginning: Beginning {
                    learner: row.get(0)?,
                    bank: row.get(1)?,
                    bank_title: row.get(2)?,
                    bank_version: row.get(3)?,
                    files: files("bank")?,
                    score: mode(row.get(4)?, "score")?,
                    select: select.map(|name| mode(name, "select")).transpose()?,
                    settings: from_json(&row.get::<_, String>(6)?)?,
                    seed: row.get::<_, i64>(7)?.cast_unsigned(),
                    limits: Limits {
                        turns: row.get(9)?,
                        time: row.get(10)?,
                    },
                    questions: questions.map(|ids| from_json(&ids)).transpose()?,
                },
                generator: row.get(8)?,
                begun: When {
                    at: row.get(12)?,
                    offset: row.get(13)?,
                },
                ended: row.get(14)?,
                events: Vec::new(),
            })
        },
    )?;
    stored.events = connection
        .prepare_cached("select content from event where sitting = ?1 order by number")?
        .query_map([sitting], |row| from_json(row.get_ref(0)?.as_str()?))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(stored)
}

fn read_files(
    connection: &Connection,
    sitting: i64,
    part: &str,
) -> rusqlite::Result<Vec<SourceFile>> {
    connection
        .prepare_cached(
            "select name, content from sitting_file join file on file.key = sitting_file.file
             where sitting = ?1 and part = ?2 order by place",
        )?
        .query_map(params![sitting, part], |row| {
            Ok(SourceFile {
                name: row.get(0)?,
                text: row.get_ref(1)?.as_str()?.into(),
            })
        })?
        .collect()
}
