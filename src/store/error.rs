//! What can go wrong with the store, in words that say what to do. SQLite's own words are shown only
//! where nothing better is known.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

/// Why the store could not do its work. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program has been writing for longer than a write waits. Trying again is worth it.
    #[error("another demarche is writing to {}; try again in a moment", .path.display())]
    Busy {
        /// The store.
        path: PathBuf,
    },
    /// There is no room. Trying again is worth it when room has been made.
    #[error("the disk with {} is full; make room, then try again", .path.display())]
    Full {
        /// The store.
        path: PathBuf,
    },
    /// The file, or what stands in it, can't be read.
    #[error(
        "{} is damaged ({detail}); put it aside and use a copy made by `demarche store backup`, \
         or begin a new one with --store PATH",
        .path.display()
    )]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// The file is something else.
    #[error(
        "{} is no store of demarche, or its beginning is damaged; choose another file with \
         --store PATH",
        .path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later version.
    #[error(
        "{} was written by a newer demarche (version {found} of the file; this one knows up to \
         version {known}); use that one, or choose another file with --store PATH",
        .path.display()
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that can be read.
        known: i64,
    },
    /// The disk can't keep two programs from writing at once.
    #[error(
        "files can't be locked on the disk with {}, so answers would not be safe there; choose a \
         folder on another disk with --store PATH or DEMARCHE_STORE",
        .path.display()
    )]
    NoLocks {
        /// The store.
        path: PathBuf,
    },
    /// The file can't be opened or made.
    #[error("can't open {}: {reason}; choose another file with --store PATH", .path.display())]
    CantOpen {
        /// The store.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file can be read, not written.
    #[error("{} can't be written to; mend its permissions, or choose another file with --store PATH", .path.display())]
    ReadOnly {
        /// The store.
        path: PathBuf,
    },
    /// The file was deleted or replaced while it was open.
    #[error(
        "{} was deleted or replaced by another file during the quiz; put it back and try again",
        .path.display()
    )]
    Gone {
        /// The store.
        path: PathBuf,
    },
    /// No home folder is known.
    #[error(
        "your home folder is not known; say where answers are kept with --store PATH or DEMARCHE_STORE"
    )]
    NoHome,
    /// No quiz, or more than one, has an id that ends so.
    #[error("{0}")]
    NoSuchQuiz(String),
    /// The learner is not known, or the name can't be used.
    #[error("{0}")]
    Learner(String),
    /// Another program went on with the same quiz.
    #[error(
        "quiz {id} has gone on elsewhere since it was opened here; go on there, or stop \
         here and resume it"
    )]
    Elsewhere {
        /// The quiz, as people see it.
        id: String,
    },
    /// Another program marked the same quiz again.
    #[error("quiz {id} was marked again by another program meanwhile; look at it anew")]
    MarkedMeanwhile {
        /// The quiz, as people see it.
        id: String,
    },
    /// A copy would replace a file.
    #[error("{} is there already and is not replaced; choose another name", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Anything else that SQLite says, before it is known which file it is about.
    #[error("the store failed: {0}")]
    Database(#[from] rusqlite::Error),
}

impl StoreError {
    /// What SQLite said of the store at this path, in our words. Other errors stay as they are.
    pub(super) fn at(self, path: &Path) -> Self {
        let Self::Database(error) = self else {
            return self;
        };
        let path = path.to_owned();
        if let rusqlite::Error::FromSqlConversionFailure(_, _, why) = &error {
            let detail = why.to_string();
            return Self::Damaged { path, detail };
        }
        let Some(failure) = error.sqlite_error().copied() else {
            return Self::Database(error);
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy { path },
            ErrorCode::DiskFull => Self::Full { path },
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen if super::place::is_full(&path) => {
                Self::Full { path }
            }
            ErrorCode::NotADatabase => Self::Foreign { path },
            ErrorCode::DatabaseCorrupt => Self::Damaged {
                path,
                detail: reason(&error),
            },
            ErrorCode::FileLockingProtocolFailed => Self::NoLocks { path },
            ErrorCode::SystemIoFailure if is_about_locks(failure.extended_code) => {
                Self::NoLocks { path }
            }
            ErrorCode::ReadOnly => Self::ReadOnly { path },
            ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::SystemIoFailure => {
                let reason = reason(&error);
                Self::CantOpen { path, reason }
            }
            _ => Self::Database(error),
        }
    }

    /// Whether the same may succeed when tried again, with nothing changed but time or room.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Busy { .. } | Self::Full { .. } | Self::Gone { .. }
        )
    }
}

fn is_about_locks(extended_code: i32) -> bool {
    [
        ffi::SQLITE_IOERR_LOCK,
        ffi::SQLITE_IOERR_RDLOCK,
        ffi::SQLITE_IOERR_UNLOCK,
        ffi::SQLITE_IOERR_CHECKRESERVEDLOCK,
        ffi::SQLITE_IOERR_SHMLOCK,
    ]
    .contains(&extended_code)
}

/// SQLite's own words.
fn reason(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words.clone(),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(extended_code: i32) -> String {
        let failure = rusqlite::Error::SqliteFailure(ffi::Error::new(extended_code), None);
        StoreError::from(failure)
            .at(Path::new("/nowhere/demarche.db"))
            .to_string()
    }

    // case home-on-a-network-disk, its last sentence
    #[test]
    fn where_files_can_not_be_locked_another_folder_is_named() {
        for code in [
            ffi::SQLITE_IOERR_LOCK,
            ffi::SQLITE_IOERR_RDLOCK,
            ffi::SQLITE_PROTOCOL,
        ] {
            let said = said(code);
            assert!(
                said.starts_with("files can't be locked on the disk with "),
                "{said}"
            );
            assert!(said.contains("--store PATH or DEMARCHE_STORE"), "{said}");
        }
    }

    #[test]
    fn nobody_reads_that_the_database_is_locked() {
        for code in [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_LOCKED,
            ffi::SQLITE_BUSY_SNAPSHOT,
        ] {
            assert!(said(code).starts_with("another demarche is writing to "));
        }
    }
}
