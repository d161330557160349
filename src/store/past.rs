//! What a learner answered before, for the engine.

use rusqlite::{Connection, params};

use super::{SittingId, Store, StoreError};
use crate::bank::Bank;
use crate::quiz::{Learner, Past};

impl Store {
    /// A learner with all turns on this bank, oldest first; turns of a former id of a question are
    /// the question's. With a quiz, only what was stored before that quiz began: so it goes on with
    /// the past that it began with.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn learner(
        &self,
        name: &str,
        bank: &Bank,
        before: Option<SittingId>,
    ) -> Result<Learner, StoreError> {
        let mut past = self.read(|connection| Ok(past(connection, name, &bank.id, before)?))?;
        let renamed = bank.former_ids();
        for turn in &mut past {
            if let Some(id) = renamed.get(turn.question.as_str()) {
                turn.question = (*id).to_owned();
            }
        }
        Ok(Learner::new(name, past))
    }

    /// The id of another bank that this one looks like, where nothing is stored under its own: a
    /// bank without an id whose file was renamed.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn looks_like(&self, bank: &Bank) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let known = "select exists (select 1 from sitting where bank = ?1)";
            if connection.query_row(known, [&bank.id], |row| row.get(0))? {
                return Ok(None);
            }
            let mut newest =
                connection.prepare("select bank, max(key) from sitting group by bank")?;
            let others = newest.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for other in others {
                let (id, sitting): (String, i64) = other?;
                if mostly_of(connection, sitting, bank)? {
                    return Ok(Some(id));
                }
            }
            Ok(None)
        })
    }
}

fn past(
    connection: &Connection,
    name: &str,
    bank: &str,
    before: Option<SittingId>,
) -> rusqlite::Result<Vec<Past>> {
    let mut select = connection.prepare(
        "select question, hash, credit, points, out_of, seconds, skipped, timed_out, hints,
                answer.at, id, response, tries
         from sitting join answer on answer.sitting = sitting.key
         where learner = (select key from learner where name = ?1) and bank = ?2
           and (?3 is null or event <= (select known from sitting where id = ?3))",
    )?;
    let rows = select.query_map(
        params![name, bank, before.map(|id| id.to_string())],
        |row| {
            Ok(Past {
                question: row.get(0)?,
                hash: row.get(1)?,
                credit: row.get(2)?,
                points: row.get(3)?,
                out_of: row.get(4)?,
                seconds: row.get(5)?,
                skipped: row.get(6)?,
                timed_out: row.get(7)?,
                hints_used: row.get(8)?,
                at: row.get(9)?,
                sitting: row.get(10)?,
                response: row.get(11)?,
                tries: row.get(12)?,
            })
        },
    )?;
    let mut past: Vec<Past> = rows.collect::<rusqlite::Result<_>>()?;
    past.sort_by_key(|turn| turn.at);
    Ok(past)
}

/// Whether at least half of a quiz's answers are to questions that this bank has, unchanged.
fn mostly_of(connection: &Connection, sitting: i64, bank: &Bank) -> rusqlite::Result<bool> {
    let mut answers = connection.prepare("select question, hash from answer where sitting = ?1")?;
    let mut rows = answers.query([sitting])?;
    let (mut all, mut known) = (0, 0);
    while let Some(row) = rows.next()? {
        let (id, hash) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
        all += 1;
        known += i32::from(
            bank.question(id)
                .is_some_and(|question| question.hash == hash),
        );
    }
    Ok(all > 0 && known * 2 >= all)
}
