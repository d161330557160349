//! Which version a file has, and how an older one becomes this one.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;

/// The number in the file's head that says whose it is: "dmrc".
const APPLICATION: i64 = 0x646D_7263;

/// The steps that lead to the newest version: the first makes version 1 of nothing, each further one
/// the next version. A new one is a file in `migrations/` and a line here.
pub(super) const SCHEMA: Schema = Schema {
    steps: &[include_str!("schema.sql")],
};

/// The steps that lead to the newest version.
pub(super) struct Schema {
    steps: &'static [&'static str],
}

impl Schema {
    /// The newest version.
    pub fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }

    /// Refuses what is no store, or one from the future, before anything is changed.
    pub fn check(&self, connection: &Connection) -> Result<(), StoreError> {
        let path = || connection.path().map(PathBuf::from).unwrap_or_default();
        let empty: bool = connection.query_row(
            "select not exists (select 1 from sqlite_schema)",
            [],
            |row| row.get(0),
        )?;
        let application: i64 = number(connection, "application_id")?;
        let found = number(connection, "user_version")?;
        let known = self.version();
        if !empty && application != APPLICATION {
            return Err(StoreError::Foreign { path: path() });
        }
        if found > known {
            let path = path();
            return Err(StoreError::Newer { path, found, known });
        }
        Ok(())
    }

    /// Copies an older store to a free name beside it, and gives that name.
    pub fn copy_if_older(
        &self,
        connection: &Connection,
        path: &Path,
    ) -> Result<Option<PathBuf>, StoreError> {
        let found = number(connection, "user_version")?;
        if found == 0 || found >= self.version() {
            return Ok(None);
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".before-v{}", self.version()));
        let first = path.with_file_name(&name);
        let others = (2..).map(|n| {
            let mut name = name.clone();
            name.push(format!("-{n}"));
            path.with_file_name(name)
        });
        let Some(copy) = std::iter::once(first).chain(others).find(|p| !p.exists()) else {
            return Ok(None);
        };
        super::info::copy(connection, &copy)?;
        Ok(Some(copy))
    }

    /// Takes the steps that are missing, all or none. Two programs may try at once.
    pub fn bring_up_to_date(&self, connection: &Connection) -> Result<(), StoreError> {
        if number(connection, "user_version")? >= self.version() {
            return Ok(());
        }
        let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let found = number(&transaction, "user_version")?;
        let taken = usize::try_from(found).unwrap_or(0);
        for step in self.steps.iter().skip(taken) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", self.version())?;
        Ok(transaction.commit()?)
    }
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}
