//! How writes are guarded against a crash: a write-ahead log where the disk can share memory
//! between programs, a rollback journal elsewhere. Both with every commit pushed to the disk.

use std::fmt;
use std::path::Path;

use rusqlite::Connection;

use super::{StoreError, place};

/// How writes are guarded against a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Journal {
    /// A write-ahead log.
    WriteAhead,
    /// A rollback journal.
    Rollback {
        /// SQLite's name of it: `truncate` or `delete`.
        name: String,
        /// Why there is no write-ahead log.
        why: String,
    },
    /// Nothing: it can only be read.
    ReadOnly,
    /// Nothing: the store is in memory.
    Memory,
}

impl Journal {
    /// SQLite's name of it.
    pub fn name(&self) -> &str {
        match self {
            Self::WriteAhead => "wal",
            Self::Rollback { name, .. } => name,
            Self::ReadOnly => "none",
            Self::Memory => "memory",
        }
    }
}

impl fmt::Display for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WriteAhead => f.write_str("write-ahead log, synced at every answer"),
            Self::Rollback { name, why } => {
                write!(
                    f,
                    "rollback journal ({name}), synced at every answer: {why}"
                )
            }
            Self::ReadOnly => f.write_str("none, it can only be read here"),
            Self::Memory => f.write_str("none, it is in memory"),
        }
    }
}

/// Takes the write-ahead log if that is safe and can be had, else a rollback journal.
pub(super) fn choose(connection: &Connection, path: &Path) -> Result<Journal, StoreError> {
    let why = match place::network_disk(path) {
        Some(kind) => format!("a write-ahead log is not safe on a network disk ({kind})"),
        None if ask_for(connection, "wal")? == "wal" => {
            connection.pragma_update(None, "synchronous", "full")?;
            return Ok(Journal::WriteAhead);
        }
        None => "this disk can't have a write-ahead log".to_owned(),
    };
    let name = ask_for(connection, "truncate")?;
    if name == "wal" {
        // another program holds the file open in its old mode
        let path = path.to_owned();
        return Err(StoreError::Busy { path });
    }
    connection.pragma_update(None, "synchronous", "extra")?;
    Ok(Journal::Rollback { name, why })
}

/// Asks for a mode and gives the one that is used now.
fn ask_for(connection: &Connection, mode: &str) -> rusqlite::Result<String> {
    connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use crate::store::{Store, schema};

    // case home-on-a-network-disk: SQLite's file system "unix-dotfile" can't share memory either
    #[cfg(unix)]
    #[test]
    fn where_no_log_can_be_had_a_rollback_journal_is_used_and_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demarche.db");
        let open = || Store::open_with(&path, Some("unix-dotfile"), &schema::SCHEMA).unwrap();
        let store = open();
        assert_eq!(store.journal().name(), "truncate");
        assert_eq!(
            store.journal().to_string(),
            "rollback journal (truncate), synced at every answer: \
             this disk can't have a write-ahead log"
        );
        let pragma = |name| -> String {
            let value = store.connection.pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0)
                    .map(|value| format!("{value:?}"))
            });
            value.unwrap()
        };
        assert_eq!(pragma("journal_mode"), r#"Text("truncate")"#);
        assert_eq!(pragma("synchronous"), "Integer(3)");
        store.resolve_learner(None).unwrap();
        drop(store);
        open();
    }

    #[test]
    fn a_log_is_synced_at_every_commit() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("demarche.db")).unwrap();
        let synchronous = store
            .connection
            .pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        assert_eq!((store.journal().name(), synchronous.unwrap()), ("wal", 2));
    }
}
