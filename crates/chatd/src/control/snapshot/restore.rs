//! Puts a snapshot in the place of a data directory's contents: prepared, decided, moved.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chat_store::{DATABASE_FILE, DirectoryLock, Vault, check_database};

use super::manifest::{self, Manifest, is_absent};
use super::save::remove;
use super::{AREAS, FILES, MEDIA, SnapshotError};
use crate::files::{create_directory, sync_directory};

/// Where a restore is prepared, in the data directory. Worthless after a crash.
const PREPARED: &str = "restore.prepared";
/// Its name from the decision on: it will be in the place of the old data.
const DECIDED: &str = "restore";
/// The old media, on their way out.
const OLD_MEDIA: &str = "media.old";

/// Restores into the data directory of a chatd that is not running; makes it if it is missing. Blocks.
///
/// # Errors
///
/// See [`SnapshotError`]; [`SnapshotError::Open`] while a chatd has the directory. The old data are untouched then.
pub fn restore_directory(
    from: &Path,
    data: &Path,
    vault: Option<&dyn Vault>,
) -> Result<(), SnapshotError> {
    let _lock = DirectoryLock::take(data)?;
    finish_locked(data)?;
    prepare(from, data, vault)?;
    decide(data)?;
    move_in(data).map_err(SnapshotError::of(data))
}

/// Ends a restore that was decided and then interrupted. To be called at each start, before the store is opened.
///
/// # Errors
///
/// [`SnapshotError::Open`] while a chatd has the directory, [`SnapshotError::Io`].
pub fn finish_restore(data: &Path) -> Result<(), SnapshotError> {
    let there = data.join(DECIDED).exists() || data.join(PREPARED).exists();
    if !there {
        return Ok(());
    }
    let _lock = DirectoryLock::take(data)?;
    finish_locked(data)
}

/// [`finish_restore`] under the lock.
pub(super) fn finish_locked(data: &Path) -> Result<(), SnapshotError> {
    let prepared = data.join(PREPARED);
    remove(&prepared).map_err(SnapshotError::of(&prepared))?;
    if data.join(DECIDED).exists() {
        move_in(data).map_err(SnapshotError::of(data))?;
    }
    Ok(())
}

/// Copies the snapshot beside the data, and checks everything of it.
pub(super) fn prepare(
    from: &Path,
    data: &Path,
    vault: Option<&dyn Vault>,
) -> Result<(), SnapshotError> {
    let manifest = Manifest::read(from)?;
    let prepared = data.join(PREPARED);
    remove(&prepared).map_err(SnapshotError::of(&prepared))?;
    let done = fill(from, &manifest, &prepared, vault);
    if done.is_err() {
        // The first error is the one to tell.
        let _ = remove(&prepared);
    }
    done
}

fn fill(
    from: &Path,
    manifest: &Manifest,
    into: &Path,
    vault: Option<&dyn Vault>,
) -> Result<(), SnapshotError> {
    for directory in AREAS.into_iter().chain(["incoming"]) {
        let directory = into.join(MEDIA).join(directory);
        create_directory(&directory).map_err(SnapshotError::of(&directory))?;
    }
    for (name, expected) in &manifest.files {
        let (source, target) = (from.join(name), into.join(name));
        if let Some(directory) = target.parent() {
            create_directory(directory).map_err(SnapshotError::of(directory))?;
        }
        let entry = match manifest::copy(&source, &target) {
            Ok(entry) => entry,
            Err(error) if is_absent(&error) => {
                return Err(SnapshotError::damaged(from, format!("{name} is missing")));
            }
            Err(error) => return Err(SnapshotError::of(&source)(error)),
        };
        if entry != *expected {
            let detail = format!("{name} is not what was saved");
            return Err(SnapshotError::damaged(from, detail));
        }
    }
    let checked = check_database(&into.join(DATABASE_FILE), vault);
    checked.map_err(|source| SnapshotError::Database {
        path: from.to_owned(),
        source,
    })?;
    manifest.write(into)?;
    sync_below(into).map_err(SnapshotError::of(into))
}

/// Syncs a directory and those below it: their files are synced.
fn sync_below(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_below(&entry.path())?;
        }
    }
    File::open(directory)?.sync_all()
}

/// From here on the prepared data are the ones of the directory, whatever happens.
pub(super) fn decide(data: &Path) -> Result<(), SnapshotError> {
    let decided = data.join(DECIDED);
    fs::rename(data.join(PREPARED), &decided)
        .and_then(|()| sync_directory(&decided))
        .map_err(SnapshotError::of(&decided))
}

/// Moves the decided data to their places; nobody may have the database open. Again after a crash is the same as once.
pub(super) fn move_in(data: &Path) -> io::Result<()> {
    let decided = data.join(DECIDED);
    let manifest = match Manifest::read(&decided) {
        Ok(manifest) => manifest,
        // Everything was moved, the rest was being removed.
        Err(SnapshotError::NotASnapshot(_)) => return remove(&decided),
        Err(error) => return Err(io::Error::other(error)),
    };
    for name in FILES {
        let (from, to) = (decided.join(name), data.join(name));
        if from.exists() {
            if name == DATABASE_FILE {
                // SQLite would take the log of the old database for the new one's.
                for companion in ["-wal", "-shm"] {
                    remove_file(&data.join(format!("{DATABASE_FILE}{companion}")))?;
                }
                sync_directory(&to)?;
            }
            fs::rename(&from, &to)?;
        } else if !manifest.files.contains_key(name) {
            remove_file(&to)?;
        }
    }
    move_media(data, &decided.join(MEDIA))?;
    sync_directory(&decided)?;
    remove_contents(&decided)
}

fn move_media(data: &Path, from: &Path) -> io::Result<()> {
    let (to, old) = (data.join(MEDIA), data.join(OLD_MEDIA));
    if from.exists() {
        if to.exists() {
            remove(&old)?;
            fs::rename(&to, &old)?;
        }
        fs::rename(from, &to)?;
    }
    remove(&old)
}

/// The manifest goes first: without it nothing is left to do.
fn remove_contents(decided: &Path) -> io::Result<()> {
    remove_file(&decided.join(manifest::FILE))?;
    remove(decided)
}

fn remove_file(path: &PathBuf) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}
