//! Profiles: whose answers are whose.

use rusqlite::{Connection, OptionalExtension, Transaction};
use unicode_normalization::UnicodeNormalization;

use super::{Store, StoreError, When};
use crate::text::suggest;

/// The learner where nobody is named and no profile is there.
const NOBODY_NAMED: &str = "me";

/// The longest name, in characters.
const LONGEST: usize = 64;

/// A learner in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name.
    pub name: String,
    /// How many quizzes were begun.
    pub quizzes: u64,
    /// How many turns are kept.
    pub answers: u64,
    /// When the last one was answered.
    pub last: Option<When>,
}

impl Store {
    /// Who plays: the one named, else the only profile, else `me`.
    ///
    /// # Errors
    /// The name can't be used, or the store can't be read.
    pub fn resolve_learner(&self, named: Option<&str>) -> Result<String, StoreError> {
        if let Some(name) = named {
            return usable(name);
        }
        self.read(|connection| {
            let mut names = connection.prepare("select name from learner limit 2")?;
            let names = names.query_map([], |row| row.get(0))?;
            let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
            Ok(match <[String; 1]>::try_from(names) {
                Ok([only]) => only,
                Err(_) => NOBODY_NAMED.to_owned(),
            })
        })
    }

    /// All learners, by name.
    ///
    /// # Errors
    /// The store can't be read.
    pub fn learners(&self) -> Result<Vec<Profile>, StoreError> {
        self.read(|connection| Ok(profiles(connection, None)?))
    }

    /// Gives a learner another name.
    ///
    /// # Errors
    /// The old name is unknown, or the new one is taken or can't be used.
    pub fn rename_learner(&self, old: &str, new: &str) -> Result<(), StoreError> {
        let new = usable(new)?;
        self.write(|transaction| {
            let key = key_of(transaction, old)?;
            let taken = "select exists (select 1 from learner where name = ?1 and key <> ?2)";
            if transaction.query_row(taken, (&new, key), |row| row.get(0))? {
                return Err(StoreError::Learner(format!(
                    "there is a learner `{new}` already; choose another name"
                )));
            }
            transaction.execute("update learner set name = ?2 where key = ?1", (key, &new))?;
            Ok(())
        })
    }

    /// Deletes a learner with every quiz and answer, and the files that no other quiz needs.
    ///
    /// # Errors
    /// The name is unknown.
    pub fn delete_learner(&self, name: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            let key = key_of(transaction, name)?;
            transaction.execute("delete from learner where key = ?1", [key])?;
            transaction.execute(
                "delete from file
                 where not exists (select 1 from sitting_file where sitting_file.file = file.key)
                   and not exists (select 1 from regrade_file where regrade_file.file = file.key)",
                [],
            )?;
            Ok(())
        })?;
        self.places.borrow_mut().clear();
        Ok(())
    }

    /// A learner in one line.
    ///
    /// # Errors
    /// The name is unknown; the message says which is near.
    pub fn profile(&self, name: &str) -> Result<Profile, StoreError> {
        self.read(|transaction| {
            let key = key_of(transaction, name)?;
            let found = profiles(transaction, Some(key))?.pop();
            found.ok_or_else(|| unknown(name, &[]))
        })
    }
}

/// All learners, or the one with this key.
fn profiles(connection: &Connection, key: Option<i64>) -> rusqlite::Result<Vec<Profile>> {
    connection
        .prepare(
            "select name, count(distinct sitting.key),
                 count(iif(skipped or timed_out, null, n)), max(answer.at), \"offset\"
             from learner
             left join sitting on sitting.learner = learner.key
             left join answer on answer.sitting = sitting.key
             where ?1 is null or learner.key = ?1
             group by learner.key order by name",
        )?
        .query_map([key], |row| {
            let (at, offset): (Option<i64>, Option<i16>) = (row.get(3)?, row.get(4)?);
            Ok(Profile {
                name: row.get(0)?,
                quizzes: row.get::<_, i64>(1)?.unsigned_abs(),
                answers: row.get::<_, i64>(2)?.unsigned_abs(),
                last: at.zip(offset).map(|(at, offset)| When { at, offset }),
            })
        })?
        .collect()
}

/// The name in its composed form, without spaces around it.
fn usable(name: &str) -> Result<String, StoreError> {
    let name: String = name.trim().nfc().collect();
    let fault = if name.is_empty() {
        "it is empty"
    } else if name.chars().count() > LONGEST {
        "it is longer than 64 characters"
    } else if crate::text::harmless(&name) != name || name.contains('\n') {
        "it has control characters"
    } else {
        return Ok(name);
    };
    Err(StoreError::Learner(format!(
        "`{name}` can't be a learner's name: {fault}"
    )))
}

fn key_of(transaction: &Transaction<'_>, name: &str) -> Result<i64, StoreError> {
    let name: String = name.trim().nfc().collect();
    let key = transaction
        .query_row("select key from learner where name = ?1", [&name], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(key) = key {
        return Ok(key);
    }
    let mut names = transaction.prepare("select name from learner order by name")?;
    let names = names.query_map([], |row| row.get(0))?;
    Err(unknown(
        &name,
        &names.collect::<rusqlite::Result<Vec<_>>>()?,
    ))
}

fn unknown(name: &str, known: &[String]) -> StoreError {
    let hint = match suggest::nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "there are none yet".to_owned(),
        None => "`demarche learner list` names them all".to_owned(),
    };
    StoreError::Learner(format!("there is no learner `{name}`; {hint}"))
}
