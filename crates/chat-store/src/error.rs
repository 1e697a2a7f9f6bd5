//! Why a data directory cannot be opened, and how errors of SQLite become errors of the store.

use std::path::PathBuf;

use chat_core::StoreError;
use rusqlite::ErrorCode;

/// Why [`SqliteStore::open`](crate::SqliteStore::open) refused a data directory.
///
/// Each text is one line that names the directory or file and says what to do. A refused
/// directory is left as it was found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The path, or a part of it, is something else than a directory.
    #[error("data directory {} is not a directory: choose another one", path.display())]
    NotADirectory {
        /// The path that was given.
        path: PathBuf,
    },
    /// Another process has the directory open.
    #[error("data directory {} is in use by another process: stop it or choose another directory", path.display())]
    Locked {
        /// The data directory.
        path: PathBuf,
    },
    /// The directory or the database in it cannot be written.
    #[error("{} is not writable: change its owner or mode, or choose another directory", path.display())]
    NotWritable {
        /// The directory or file that cannot be written.
        path: PathBuf,
    },
    /// The database was written by a newer version of this program.
    #[error(
        "{} has schema version {found}, newer than {known}, the newest that this program knows: start the newer program",
        path.display()
    )]
    NewerVersion {
        /// The database file.
        path: PathBuf,
        /// Schema version found in it.
        found: i64,
        /// Newest schema version that this program knows.
        known: i64,
    },
    /// The file is a database of another program.
    #[error("{} is the database of another program: choose another directory", path.display())]
    Foreign {
        /// The database file.
        path: PathBuf,
    },
    /// The file is not a sound database.
    #[error("{} is corrupt ({detail}): restore it from a backup or choose another directory", path.display())]
    Corrupt {
        /// The database file.
        path: PathBuf,
        /// What was found, one line.
        detail: String,
    },
    /// The secrets in the database are sealed, and no key was given.
    #[error("{} is encrypted with a master key: give it", path.display())]
    KeyMissing {
        /// The database file.
        path: PathBuf,
    },
    /// The secrets in the database are sealed with another key.
    #[error("{} is encrypted with another master key: give that one", path.display())]
    OtherKey {
        /// The database file.
        path: PathBuf,
    },
    /// The schema could not be brought to this version.
    #[error("{} cannot be migrated ({detail}): restore it from a backup or choose another directory", path.display())]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What was found, one line.
        detail: String,
    },
    /// Anything else that the operating system or SQLite refused.
    #[error("{} cannot be opened: {source}", path.display())]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The one place where an error of SQLite becomes an error of the store.
///
/// A full disk, a failing device and a database that another program holds are `Unavailable`:
/// the caller may try again. Everything else is a fault of this crate or of the file.
pub(crate) fn from_sqlite(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::OutOfMemory,
        ) => {
            tracing::error!(%error, "the database is unavailable");
            StoreError::Unavailable
        }
        _ => StoreError::Internal(Box::new(error)),
    }
}
