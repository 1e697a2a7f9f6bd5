//! Snapshots: everything that a platform is, as a directory that is whole or not there.
//!
//! A snapshot holds the database, the files of chats, the secret of media URLs and the demo credentials, and in
//! `snapshot.json` the size and SHA-256 of each. It is as secret as the data directory (mode 0700).
//!
//! A restore is prepared beside the data, checked as a start would check it, and decided by one rename; what remains is moving
//! files, which [`finish_restore`] ends at the next start if a crash came in between. So at every moment the directory holds
//! the old data or the new.

mod manifest;
mod restore;
mod running;
mod save;

use std::io;
use std::path::{Path, PathBuf};

use chat_store::{DATABASE_FILE, ExchangeError, OpenError};
use jiff::Timestamp;

pub use self::restore::{finish_restore, restore_directory};
pub use self::running::{Parts, Snapshots};
pub use self::save::save_directory;
use super::time::TimeError;
use crate::demo::{self, DemoError};
use crate::media::local::{DIRECTORY, KEY_FILE};

/// The single files of a data directory that belong to a snapshot; all but the database may be missing.
const FILES: [&str; 3] = [DATABASE_FILE, KEY_FILE, demo::FILE];
/// The directory of the files of chats, and what of it belongs to a snapshot.
const MEDIA: &str = DIRECTORY;
const AREAS: [&str; 2] = ["uploads", "attached"];

/// A snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Where it is; its name is the last part.
    pub path: PathBuf,
    /// When it was saved. Wall clock.
    pub saved_at: Timestamp,
    /// The size of what was saved.
    pub bytes: u64,
}

/// Why there is no snapshot, or none was restored; one line that names the path and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The name is not 1–64 letters, digits, `-` and `_`, the first a letter or a digit.
    #[error("'{0}' is not a name for a snapshot: take up to 64 letters, digits, '-', '_'")]
    Name(String),
    /// Something else than a snapshot is there already.
    #[error("{} exists: remove it or choose another name", .0.display())]
    Exists(PathBuf),
    /// There is no data directory.
    #[error("{} holds no database: give the data directory of a chatd", .0.display())]
    NoData(PathBuf),
    /// Not a snapshot.
    #[error("{} is not a snapshot: give a directory that chatd saved", .0.display())]
    NotASnapshot(PathBuf),
    /// A later version made it.
    #[error("{} has the format of a newer chatd: use that one", .0.display())]
    Newer(PathBuf),
    /// A file is missing, too short, or not what was saved.
    #[error("the snapshot {} is damaged ({detail}): use another one", path.display())]
    Damaged {
        /// The snapshot.
        path: PathBuf,
        /// The first thing that is wrong.
        detail: String,
    },
    /// Its database cannot be used.
    #[error("the database of the snapshot {} cannot be used: {source}", path.display())]
    Database {
        /// The snapshot.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// The data directory is refused, or the database cannot be copied.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The restore is decided, but the running program cannot go on with it.
    #[error("{0}; start chatd again: it then has what was restored")]
    Exchange(#[from] ExchangeError),
    /// The demo tenant of what was restored is refused.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The clock of what was restored is refused.
    #[error(transparent)]
    Clock(#[from] TimeError),
}

impl SnapshotError {
    /// Names the file of an error.
    fn of(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    fn damaged(snapshot: &Path, detail: impl Into<String>) -> Self {
        Self::Damaged {
            path: snapshot.to_owned(),
            detail: detail.into(),
        }
    }
}
