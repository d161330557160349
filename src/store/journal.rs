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
    /// Nothing: the store is in memory.
    Memory,
}

impl Journal {
    /// SQLite's name of it.
    pub fn name(&self) -> &str {
        match self {
            Self::WriteAhead => "wal",
            Self::Rollback { name, .. } => name,
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
