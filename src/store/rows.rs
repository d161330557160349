//! How a quiz becomes rows of tables, and a quiz again. Only the store's own calls for one quiz use
//! it; they bring the transaction.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::sitting::Place;
use super::{Beginning, KeptMode, SittingId, StoreError, StoredSitting, When, regrade};
use crate::item::Chance;
use crate::quiz::{Event, Limits, Moment, Turn};
use crate::text::SourceFile;

/// Where the quiz with this id stands.
pub(super) fn place_of(connection: &Connection, id: SittingId) -> Result<Place, StoreError> {
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

/// Keeps what a quiz is begun with, and gives its key.
pub(super) fn insert_sitting(
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
        transaction.execute(
            "insert into sitting_file (sitting, part, place, name, file)
             values (?1, ?2, ?3, ?4, ?5)",
            params![
                sitting,
                part,
                place,
                file.name,
                file_key(transaction, file)?
            ],
        )?;
    }
    Ok(())
}

/// Keeps the text of a file, if it is not kept yet, and gives its key.
pub(super) fn file_key(transaction: &Transaction<'_>, file: &SourceFile) -> rusqlite::Result<i64> {
    let hash = hex(&Sha256::digest(file.text.as_bytes()));
    transaction.execute(
        "insert into file (hash, content) select ?1, ?2
         where not exists (select 1 from file where hash = ?1)",
        params![hash, file.text.as_ref()],
    )?;
    transaction.query_row("select key from file where hash = ?1", [hash], |row| {
        row.get(0)
    })
}

/// SHA-256 over the hashes of all files, in hexadecimal digits; nothing where there are none.
pub fn files_hash(files: &[SourceFile]) -> Option<String> {
    let mut all = Sha256::new();
    for file in files {
        all.update(Sha256::digest(file.text.as_bytes()));
    }
    (!files.is_empty()).then(|| hex(&all.finalize()))
}

/// Adds events to a quiz and gives where it stands after them.
pub(super) fn append(
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
            Event::Started { .. }
            | Event::Asked(_)
            | Event::HintShown
            | Event::Tried { .. }
            | Event::Offered { .. }
            | Event::Acted { .. }
            | Event::Reloaded { .. } => {}
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
                 timed_out, seconds, hints, flagged, at, \"offset\", response, tries
             ) values (
                 ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19
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
            turn.tries(),
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

/// The quiz with this id and key, whole.
pub(super) fn read_sitting(
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
                regrades: Vec::new(),
            })
        },
    )?;
    stored.events = connection
        .prepare_cached("select content from event where sitting = ?1 order by number")?
        .query_map([sitting], |row| from_json(row.get_ref(0)?.as_str()?))?
        .collect::<rusqlite::Result<_>>()?;
    stored.regrades = regrade::read(connection, sitting)?;
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
