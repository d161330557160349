//! Quizzes marked again: each marking is kept beside those before it, and the newest that is not
//! undone is in force. The events, and with them the first marks, are never changed.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};

use super::rows::{file_key, files_hash, from_json, place_of, read_sitting, to_json};
use super::{KeptMode, SittingId, Store, StoreError, StoredSitting, When};
use crate::quiz::{Event, Marked, Outcome, Turn};
use crate::text::SourceFile;

/// One marking of a quiz after the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Regrade {
    /// When it was marked.
    pub when: When,
    /// Who marked, as the system knows them.
    pub by: String,
    /// The bank that it was marked by, the file that was opened first.
    pub files: Vec<SourceFile>,
    /// The scoring mode.
    pub score: KeptMode,
    /// The settings of the scoring mode.
    pub settings: serde_json::Value,
    /// By the number of the turn, what it was marked with; other turns stay as they were.
    pub marks: BTreeMap<u32, Marked>,
    /// The result with these marks.
    pub outcome: Box<Outcome>,
    /// Whether it was taken back.
    pub undone: bool,
}

impl Regrade {
    /// What tells its script from others: a hash of its files; nothing for the built-in mode.
    pub fn script(&self) -> Option<String> {
        files_hash(&self.score.files)
    }
}

impl StoredSitting {
    /// The markings that are not undone, oldest first.
    pub fn in_force(&self) -> impl DoubleEndedIterator<Item = &Regrade> {
        self.regrades.iter().filter(|regrade| !regrade.undone)
    }

    /// The result in force, if the quiz is over.
    pub fn outcome(&self) -> Option<&Outcome> {
        let first = self.events.iter().rev().find_map(|event| match event {
            Event::Ended { outcome } => Some(outcome.as_ref()),
            _ => None,
        });
        let again = self.in_force().next_back();
        again.map(|again| again.outcome.as_ref()).or(first)
    }

    /// The turns with the marks in force.
    pub fn turns(&self) -> Vec<Turn> {
        let mut turns = self.first_turns();
        for regrade in self.in_force() {
            for turn in &mut turns {
                if let Some(marked) = regrade.marks.get(&turn.n) {
                    *turn = turn.clone().with(marked.clone());
                }
            }
        }
        turns
    }
}

impl Store {
    /// Keeps another marking of a quiz that is over: it is in force then. All of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::MarkedMeanwhile`] if the quiz was marked again since it was loaded as `stored`.
    pub fn regrade(&self, stored: &StoredSitting, regrade: &Regrade) -> Result<(), StoreError> {
        self.write(|transaction| {
            let sitting = unmarked_since(transaction, stored)?;
            let key = insert(transaction, sitting, regrade)?;
            for (n, marked) in &regrade.marks {
                transaction
                    .prepare_cached(
                        "insert into regrade_mark (regrade, n, content) values (?1, ?2, ?3)",
                    )?
                    .execute(params![key, n, to_json(marked)?])?;
            }
            bring_answers_up_to_date(transaction, stored.id, sitting)
        })
    }

    /// Takes the marking in force back, so that the one before it is in force again; gives the one
    /// that was taken back, if there was one.
    ///
    /// # Errors
    /// There is no such quiz, or the store can't be written to.
    pub fn undo_regrade(&self, id: SittingId, now: When) -> Result<Option<Regrade>, StoreError> {
        self.write(|transaction| {
            let sitting = place_of(transaction, id)?.sitting;
            let taken_back = read(transaction, sitting)?
                .into_iter()
                .rfind(|regrade| !regrade.undone);
            transaction.execute(
                "update regrade set undone = ?2 where key =
                     (select max(key) from regrade where sitting = ?1 and undone is null)",
                params![sitting, now.at],
            )?;
            bring_answers_up_to_date(transaction, id, sitting)?;
            Ok(taken_back)
        })
    }
}

/// The key of a quiz that nobody has marked since it was loaded.
fn unmarked_since(
    transaction: &Transaction<'_>,
    stored: &StoredSitting,
) -> Result<i64, StoreError> {
    let sitting = place_of(transaction, stored.id)?.sitting;
    if read(transaction, sitting)? != stored.regrades {
        let id = stored.id.short();
        return Err(StoreError::MarkedMeanwhile { id });
    }
    Ok(sitting)
}

fn insert(transaction: &Transaction<'_>, sitting: i64, regrade: &Regrade) -> rusqlite::Result<i64> {
    transaction.execute(
        "insert into regrade (sitting, at, \"offset\", \"by\", score, script, settings, outcome)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            sitting,
            regrade.when.at,
            regrade.when.offset,
            regrade.by,
            regrade.score.name,
            regrade.script(),
            to_json(&regrade.settings)?,
            to_json(&regrade.outcome)?,
        ],
    )?;
    let key = transaction.last_insert_rowid();
    for (part, files) in [("bank", &regrade.files), ("score", &regrade.score.files)] {
        for (place, file) in (1i64..).zip(files) {
            transaction.execute(
                "insert into regrade_file (regrade, part, place, name, file)
                 values (?1, ?2, ?3, ?4, ?5)",
                params![key, part, place, file.name, file_key(transaction, file)?],
            )?;
        }
    }
    Ok(key)
}

/// Repeats the marks in force for queries.
fn bring_answers_up_to_date(
    transaction: &Transaction<'_>,
    id: SittingId,
    sitting: i64,
) -> Result<(), StoreError> {
    let mut update = transaction.prepare_cached(
        "update answer set credit = ?3, points = ?4, out_of = ?5, right = ?6, graded = ?7
         where sitting = ?1 and n = ?2",
    )?;
    for turn in read_sitting(transaction, id, sitting)?.turns() {
        update.execute(params![
            sitting,
            turn.n,
            turn.mark.judgement.credit.value(),
            turn.mark.points,
            turn.mark.out_of,
            turn.right(),
            turn.graded,
        ])?;
    }
    Ok(())
}

/// The markings of a quiz after the first, oldest first.
pub(super) fn read(connection: &Connection, sitting: i64) -> rusqlite::Result<Vec<Regrade>> {
    connection
        .prepare_cached(
            "select key, at, \"offset\", \"by\", score, settings, outcome, undone is not null
             from regrade where sitting = ?1 order by key",
        )?
        .query_map([sitting], |row| {
            let key = row.get(0)?;
            Ok(Regrade {
                when: When {
                    at: row.get(1)?,
                    offset: row.get(2)?,
                },
                by: row.get(3)?,
                files: files(connection, key, "bank")?,
                score: KeptMode {
                    name: row.get(4)?,
                    files: files(connection, key, "score")?,
                },
                settings: from_json(row.get_ref(5)?.as_str()?)?,
                marks: marks(connection, key)?,
                outcome: from_json(row.get_ref(6)?.as_str()?)?,
                undone: row.get(7)?,
            })
        })?
        .collect()
}

fn files(connection: &Connection, key: i64, part: &str) -> rusqlite::Result<Vec<SourceFile>> {
    connection
        .prepare_cached(
            "select name, content from regrade_file join file on file.key = regrade_file.file
             where regrade = ?1 and part = ?2 order by place",
        )?
        .query_map(params![key, part], |row| {
            Ok(SourceFile {
                name: row.get(0)?,
                text: row.get_ref(1)?.as_str()?.into(),
            })
        })?
        .collect()
}

fn marks(connection: &Connection, key: i64) -> rusqlite::Result<BTreeMap<u32, Marked>> {
    connection
        .prepare_cached("select n, content from regrade_mark where regrade = ?1")?
        .query_map([key], |row| {
            Ok((row.get(0)?, from_json(row.get_ref(1)?.as_str()?)?))
        })?
        .collect()
}
