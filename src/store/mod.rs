//! What learners did, kept in one SQLite file: every event of every quiz, durable before the call
//! that hands it over returns, and the files that the quiz was begun with.
//!
//! It decides nothing about quizzes: the terminal begins and records them here and loads them to go
//! on; the commands list, rename, delete and copy. There is one engine; `--store none` is the same
//! [`Store`] in memory. `schema.sql` is the map of the file.

mod error;
mod find;
mod history;
mod info;
mod journal;
mod learners;
mod past;
mod place;
mod reading;
mod regrade;
mod rows;
mod schema;
mod sitting;
mod when;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use error::StoreError;
pub use history::{History, Summary};
pub use info::{Future, Info};
pub use journal::Journal;
pub use learners::Profile;
pub use place::default_path;
pub use regrade::Regrade;
pub use rows::files_hash;
pub use sitting::{Beginning, KeptMode, SittingId, StoredSitting};
pub use when::When;

/// How long a read or write waits for another program that is writing.
const PATIENCE: Duration = Duration::from_secs(3);

/// The answers of all learners on this machine.
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    /// The file that is open, which is to stay the one at `path`.
    file: Option<(u64, u64)>,
    journal: Journal,
    copy: Option<PathBuf>,
    /// Where each quiz that this store began or loaded stands.
    places: RefCell<HashMap<SittingId, sitting::Place>>,
}

impl Store {
    /// Opens the store at this path, which is made if it is not there, and brings an older one up to
    /// date, after a copy of it has been put beside it.
    ///
    /// # Errors
    /// The file can't be opened, is damaged, is no store, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, None, &schema::SCHEMA)
    }

    /// A store that leaves no trace.
    ///
    /// # Errors
    /// No memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory()?;
        connection.pragma_update(None, "foreign_keys", true)?;
        schema::SCHEMA.bring_up_to_date(&connection)?;
        Ok(Self::of(connection, None, Journal::Memory, None))
    }

    fn of(
        connection: Connection,
        path: Option<&Path>,
        journal: Journal,
        copy: Option<PathBuf>,
    ) -> Self {
        Self {
            connection,
            path: path.map(Path::to_owned),
            file: path.and_then(place::file_at),
            journal,
            copy,
            places: RefCell::default(),
        }
    }

    /// Where it is; nothing if it is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether the file that was opened is gone from its place: deleted, or replaced by another. What
    /// is written then would be lost.
    pub fn is_gone(&self) -> bool {
        let now = self.path.as_deref().and_then(place::file_at);
        self.file.is_some() && now != self.file
    }

    /// How it guards its writes, and why.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The copy that was made when this call of [`Self::open`] brought the file up to date.
    pub fn copy_of_older(&self) -> Option<&Path> {
        self.copy.as_deref()
    }

    /// Lets the file grow to so many bytes and no further: what does not fit is
    /// [`StoreError::Full`]. It holds until the store is closed.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn limit_size(&self, bytes: u64) -> Result<(), StoreError> {
        self.read(|connection| {
            let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            // 0 would be no limit
            let pages = (bytes / page.max(1)).max(1);
            Ok(connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
        })
    }

    fn open_with(
        path: &Path,
        vfs: Option<&str>,
        schema: &schema::Schema,
    ) -> Result<Self, StoreError> {
        let began = Instant::now();
        loop {
            match Self::try_to_open(path, vfs, schema) {
                // changing the journal does not wait by itself
                Err(StoreError::Busy { .. }) if began.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                done => return done,
            }
        }
    }

    fn try_to_open(
        path: &Path,
        vfs: Option<&str>,
        schema: &schema::Schema,
    ) -> Result<Self, StoreError> {
        place::prepare(path)?;
        let explain = |error: StoreError| error.at(path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs),
            None => Connection::open_with_flags(path, flags),
        }
        .map_err(|error| explain(error.into()))?;
        let opened = (|| {
            connection.busy_timeout(PATIENCE)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            schema.check(&connection)?;
            let journal = journal::choose(&connection, path)?;
            let copy = schema.copy_if_older(&connection, path)?;
            schema.bring_up_to_date(&connection)?;
            Ok((journal, copy))
        })();
        let (journal, copy) = opened.map_err(explain)?;
        Ok(Self::of(connection, Some(path), journal, copy))
    }

    /// Reads, all at one point in time.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Deferred, work)
    }

    /// Writes everything or nothing; durable when it returns, in the file that is there.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.within(TransactionBehavior::Immediate, |transaction| {
            let done = work(transaction)?;
            match &self.path {
                Some(path) if self.is_gone() => Err(StoreError::Gone { path: path.clone() }),
                _ => Ok(done),
            }
        })
    }

    fn within<T>(
        &self,
        behaviour: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let done = (|| {
            let transaction = Transaction::new_unchecked(&self.connection, behaviour)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })();
        done.map_err(|error: StoreError| match &self.path {
            Some(path) => error.at(path),
            None => error,
        })
    }
}
