//! The data directory: created private, held by one process.
//!
//! Nothing but the lock file and the database (with SQLite's two companions) belongs to the store; other files in the
//! directory are never looked at.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::preflight;
use crate::error::OpenError;

const LOCK_FILE: &str = "chatd.lock";
/// The name of the database in a data directory.
pub const DATABASE_FILE: &str = "chatd.db";
const DIRECTORY_MODE: u32 = 0o700;
pub(crate) const FILE_MODE: u32 = 0o600;

/// A data directory that this process alone holds, until the value is dropped.
#[derive(Debug)]
pub(crate) struct DataDirectory {
    database: PathBuf,
    /// Holds the `flock`; the kernel drops it with the process, however that ends.
    _lock: File,
}

impl DataDirectory {
    /// Creates the directory if need be, takes its lock and looks at the database without opening it.
    ///
    /// A lock file that is already there is taken before the database is looked at (another process may be writing to
    /// it); a missing one is created only after that look, so that a refused directory is left untouched.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let database = path.join(DATABASE_FILE);
        let lock = match existing_lock(path)? {
            Some(lock) => {
                preflight::check(&database)?;
                lock
            }
            None => {
                preflight::check(&database)?;
                create_directory(path)?;
                let lock = create_lock(path)?;
                // Another process may have created the database between the look and the lock.
                preflight::check(&database)?;
                lock
            }
        };
        Ok(Self {
            database,
            _lock: lock,
        })
    }

    /// Path of the database file.
    pub(crate) fn database(&self) -> &Path {
        &self.database
    }

    /// Creates an empty database file that only its owner can read, unless there is one.
    ///
    /// SQLite itself would create it with the mode that the umask leaves; its companions inherit the mode of this file.
    pub(crate) fn ensure_database(&self) -> Result<(), OpenError> {
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(&self.database);
        opened
            .map(drop)
            .map_err(|source| file_error(&self.database, source))
    }
}

/// A data directory that no other process opens until this is dropped. Nothing but the lock is looked at or made.
#[derive(Debug)]
pub struct DirectoryLock {
    _lock: File,
}

impl DirectoryLock {
    /// Takes the lock; creates the directory (mode 0700) when it is missing.
    ///
    /// # Errors
    /// [`OpenError::Locked`] while a process has the directory open, and when it cannot be made.
    pub fn take(path: &Path) -> Result<Self, OpenError> {
        let lock = match existing_lock(path)? {
            Some(lock) => lock,
            None => {
                create_directory(path)?;
                create_lock(path)?
            }
        };
        Ok(Self { _lock: lock })
    }
}

fn existing_lock(directory: &Path) -> Result<Option<File>, OpenError> {
    let path = directory.join(LOCK_FILE);
    match OpenOptions::new().read(true).write(true).open(&path) {
        Ok(file) => lock(directory, file).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(OpenError::NotADirectory {
            path: directory.to_owned(),
        }),
        Err(error) => Err(file_error(&path, error)),
    }
}

fn create_lock(directory: &Path) -> Result<File, OpenError> {
    let path = directory.join(LOCK_FILE);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(FILE_MODE)
        .open(&path)
        .map_err(|source| file_error(directory, source))?;
    lock(directory, file)
}

fn lock(directory: &Path, file: File) -> Result<File, OpenError> {
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(Errno::WOULDBLOCK) => Err(OpenError::Locked {
            path: directory.to_owned(),
        }),
        Err(error) => Err(file_error(&directory.join(LOCK_FILE), error.into())),
    }
}

/// Creates the directory, private to its owner; one that exists keeps its mode, for it may hold files that are not ours.
fn create_directory(path: &Path) -> Result<(), OpenError> {
    let created = DirBuilder::new()
        .recursive(true)
        .mode(DIRECTORY_MODE)
        .create(path);
    match created {
        Ok(()) => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::AlreadyExists | ErrorKind::NotADirectory
            ) =>
        {
            Err(OpenError::NotADirectory {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(file_error(path, error)),
    }
}

/// Names what is wrong with a file or directory of ours.
pub(crate) fn file_error(path: &Path, source: io::Error) -> OpenError {
    let path = path.to_owned();
    match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            OpenError::NotWritable { path }
        }
        _ => OpenError::Io {
            path,
            source: Box::new(source),
        },
    }
}
