//! A store that can only be read: on a disk or in a folder where nothing can be written, or a file of
//! somebody else. It is opened where a command only looks; every write to it is refused.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Journal, PATIENCE, Store, StoreError, info, schema};

impl Store {
    /// Opens a store to look into it: as [`Self::open`], and for reading alone where it can't be
    /// written to.
    ///
    /// # Errors
    /// As [`Self::open`], where it can't be read either.
    pub fn open_to_look(path: &Path) -> Result<Self, StoreError> {
        match Self::open(path) {
            Err(refused @ (StoreError::ReadOnly { .. } | StoreError::CantOpen { .. }))
                if path.is_file() =>
            {
                Self::open_to_read(path).map_err(|_| refused)
            }
            done => done,
        }
    }

    fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |connection: rusqlite::Result<Connection>| -> Result<Connection, StoreError> {
            let connection = connection?;
            connection.busy_timeout(PATIENCE)?;
            schema::SCHEMA.check_to_read(&connection, path)?;
            Ok(connection)
        };
        let opened = open(Connection::open_with_flags(path, flags));
        let connection = match opened {
            // a write-ahead log makes files beside the store, unless nobody can be writing
            Err(_) if info::log_size(path) == 0 => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                open(Connection::open_with_flags(unchanging(path), flags))?
            }
            opened => opened?,
        };
        Ok(Self::of(connection, Some(path), Journal::ReadOnly, None))
    }
}

/// The path as SQLite's URI of a file that nobody changes (<https://www.sqlite.org/uri.html>).
fn unchanging(path: &Path) -> String {
    let byte = |byte: &u8| match byte {
        b'/' | b'.' | b'-' | b'_' => char::from(*byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    let path: String = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(byte)
        .collect();
    format!("file:{path}?immutable=1")
}
