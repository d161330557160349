//! Which version a file has, and how an older one becomes this one.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;

/// The number in the file's head that says whose it is: "dmrc".
const APPLICATION: i64 = 0x646D_7263;

/// The steps that lead to the newest version: the first makes version 1 of nothing, each further one
/// the next version. A new one is a file in `migrations/` and a line here.
pub(super) const SCHEMA: Schema = Schema {
    steps: &[include_str!("schema.sql"), include_str!("migrations/2.sql")],
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

    /// Refuses also what would have to be brought up to date, for a store that can't be written to.
    pub fn check_to_read(&self, connection: &Connection, path: &Path) -> Result<(), StoreError> {
        self.check(connection)?;
        if number(connection, "user_version")? < self.version() {
            let path = path.to_owned();
            return Err(StoreError::ReadOnly { path });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const OLD: Schema = Schema {
        steps: &[include_str!("schema.sql")],
    };
    const NEW: Schema = Schema {
        steps: &[
            include_str!("schema.sql"),
            "alter table learner add column born integer; update learner set born = 1990;",
            "update learner set born = born + 1;",
        ],
    };
    const BROKEN: Schema = Schema {
        steps: &[
            include_str!("schema.sql"),
            "update learner set name = 'lost'; nonsense;",
        ],
    };

    struct Old(tempfile::TempDir);

    impl Old {
        /// A store of version 1 with one learner.
        fn with_one_learner() -> Self {
            let old = Self(tempfile::tempdir().unwrap());
            let store = Store::open_with(&old.path(), None, &OLD).unwrap();
            store
                .connection
                .execute("insert into learner (name) values ('Ana')", [])
                .unwrap();
            old
        }

        fn path(&self) -> PathBuf {
            self.0.path().join("demarche.db")
        }

        fn files(&self) -> Vec<String> {
            let entries = std::fs::read_dir(self.0.path()).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    fn born(connection: &Connection) -> i64 {
        connection
            .query_row("select born from learner", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn an_older_store_is_brought_up_to_date_after_a_copy_was_put_beside_it() {
        let old = Old::with_one_learner();
        let store = Store::open_with(&old.path(), None, &NEW).unwrap();
        assert_eq!(born(&store.connection), 1991);
        assert_eq!(number(&store.connection, "user_version").unwrap(), 3);
        let copy = store.copy_of_older().unwrap().to_owned();
        assert_eq!(copy, old.path().with_file_name("demarche.db.before-v3"));
        let copy = Store::open_with(&copy, None, &OLD).unwrap();
        assert_eq!(copy.learners().unwrap()[0].name, "Ana");
    }

    #[test]
    fn a_store_that_is_up_to_date_is_not_copied_again() {
        let old = Old::with_one_learner();
        drop(Store::open_with(&old.path(), None, &NEW).unwrap());
        let store = Store::open_with(&old.path(), None, &NEW).unwrap();
        assert_eq!(
            (store.copy_of_older(), born(&store.connection)),
            (None, 1991)
        );
        drop(store);
        assert_eq!(old.files(), ["demarche.db", "demarche.db.before-v3"]);
    }

    #[test]
    fn a_copy_never_replaces_an_earlier_one() {
        let old = Old::with_one_learner();
        std::fs::write(old.path().with_file_name("demarche.db.before-v3"), "mine").unwrap();
        let store = Store::open_with(&old.path(), None, &NEW).unwrap();
        assert!(
            store
                .copy_of_older()
                .unwrap()
                .ends_with("demarche.db.before-v3-2")
        );
    }

    #[test]
    fn steps_that_fail_change_nothing() {
        let old = Old::with_one_learner();
        assert!(Store::open_with(&old.path(), None, &BROKEN).is_err());
        let store = Store::open_with(&old.path(), None, &OLD).unwrap();
        assert_eq!(store.learners().unwrap()[0].name, "Ana");
    }
}
