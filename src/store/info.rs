//! What can be said of the store as a whole, and a copy of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::{Journal, Store, StoreError, When, schema};

/// The store as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Where it is; nothing if it is in memory.
    pub path: Option<PathBuf>,
    /// Bytes on disk, with what is still in the log.
    pub bytes: u64,
    /// The version of the file.
    pub version: i64,
    /// How writes are guarded, and why so.
    pub journal: Journal,
    /// How many learners there are.
    pub learners: u64,
    /// How many quizzes.
    pub quizzes: u64,
    /// How many of them are open.
    pub open: u64,
    /// How many turns.
    pub answers: u64,
    /// What a quick check of the file found; nothing if it is whole.
    pub damage: Vec<String>,
    /// Answers that were given at a time that has not come yet.
    pub future: Option<Future>,
}

/// Answers from the future: a clock was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Future {
    /// How many.
    pub answers: u64,
    /// The latest.
    pub latest: When,
}

impl Store {
    /// The store as a whole, checked; `now` in milliseconds since 1970.
    ///
    /// # Errors
    /// It can't be read.
    pub fn info(&self, now: i64) -> Result<Info, StoreError> {
        self.read(|connection| {
            let count = |sql: &str| -> rusqlite::Result<u64> {
                connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))
            };
            Ok(Info {
                path: self.path.clone(),
                bytes: self.path.as_deref().map_or(0, size),
                version: schema::SCHEMA.version(),
                journal: self.journal.clone(),
                learners: count("select count(*) from learner")?,
                quizzes: count("select count(*) from sitting")?,
                open: count("select count(*) from sitting where ended is null")?,
                answers: count("select count(*) from answer where not skipped and not timed_out")?,
                damage: damage(connection)?,
                future: future(connection, now)?,
            })
        })
    }

    /// Copies the store into a new file, while others may go on writing.
    ///
    /// # Errors
    /// The file is there already or can't be written.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        copy(&self.connection, to)
    }
}

/// Copies everything into a new file, for its owner alone. Nothing is left of a copy that failed.
pub(super) fn copy(connection: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(to).map_err(|error| {
        let path = to.to_owned();
        match error.kind() {
            io::ErrorKind::AlreadyExists => StoreError::Exists { path },
            _ => StoreError::CantOpen {
                path,
                reason: error.to_string(),
            },
        }
    })?;
    let copied = (|| {
        let mut target = Connection::open(to)?;
        // all pages in one step, so that no write comes between
        let wait = Duration::from_millis(50);
        Backup::new(connection, &mut target)?.run_to_completion(i32::MAX, wait, None)?;
        // one whole file, wherever it is carried
        target.pragma_update(None, "journal_mode", "delete")?;
        target.close().map_err(|(_, error)| error.into())
    })();
    copied.map_err(|error: StoreError| {
        // that the rest of a failed copy can't be removed is no further failure
        let _ = fs::remove_file(to);
        error.at(to)
    })
}

fn size(path: &Path) -> u64 {
    bytes(path) + log_size(path)
}

/// Bytes in the store's write-ahead log; 0 if there is none.
pub(super) fn log_size(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    bytes(Path::new(&log))
}

fn bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

fn damage(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare("pragma quick_check(10)")?;
    let found = check.query_map([], |row| row.get::<_, String>(0))?;
    found
        .filter(|line| line.as_ref().map_or(true, |line| line != "ok"))
        .collect()
}

fn future(connection: &Connection, now: i64) -> rusqlite::Result<Option<Future>> {
    connection.query_row(
        "select count(*), max(at), \"offset\" from answer where at > ?1",
        [now],
        |row| {
            let (at, offset): (Option<i64>, Option<i16>) = (row.get(1)?, row.get(2)?);
            Ok(at.zip(offset).map(|(at, offset)| Future {
                answers: row.get::<_, i64>(0).unwrap_or(0).unsigned_abs(),
                latest: When { at, offset },
            }))
        },
    )
}
