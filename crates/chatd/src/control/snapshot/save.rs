//! Writes a snapshot: into a directory beside it, synced, renamed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chat_store::{DATABASE_FILE, DirectoryLock, OpenError, copy_idle_database};
use jiff::Timestamp;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::manifest::{self, Entry, Manifest, is_absent};
use super::restore::finish_locked;
use super::{AREAS, FILES, MEDIA, Snapshot, SnapshotError};
use crate::files::{create_directory, sync_directory};

/// Saves the data directory of a chatd that is not running; `now` by the wall clock. Blocks.
///
/// # Errors
///
/// See [`SnapshotError`]; [`SnapshotError::Open`] while a chatd has the directory. What is at `to` is untouched then.
pub fn save_directory(data: &Path, to: &Path, now: Timestamp) -> Result<Snapshot, SnapshotError> {
    if !data.join(DATABASE_FILE).exists() {
        return Err(SnapshotError::NoData(data.to_owned()));
    }
    let _lock = DirectoryLock::take(data)?;
    finish_locked(data)?;
    save(data, to, now, copy_idle_database)
}

/// How the database is copied.
type CopyDatabase = fn(&Path, &Path) -> Result<(), OpenError>;

/// Saves a data directory; a snapshot that is at `to` is replaced as a whole.
pub(super) fn save(
    data: &Path,
    to: &Path,
    now: Timestamp,
    copy_database: CopyDatabase,
) -> Result<Snapshot, SnapshotError> {
    let replaces = fs::symlink_metadata(to).is_ok();
    if replaces && Manifest::read(to).is_err() {
        return Err(SnapshotError::Exists(to.to_owned()));
    }
    let temporary = beside(to);
    remove(&temporary).map_err(SnapshotError::of(&temporary))?;
    let saved = fill(data, &temporary, copy_database).and_then(|files| {
        let manifest = Manifest::new(now, files);
        manifest.write(&temporary)?;
        put(&temporary, to, replaces).map_err(SnapshotError::of(to))?;
        Ok(Snapshot {
            path: to.to_owned(),
            saved_at: now,
            bytes: manifest.bytes(),
        })
    });
    // What is left is unfinished, or was replaced; the first error is the one to tell.
    let removed = remove(&temporary).map_err(SnapshotError::of(&temporary));
    let saved = saved?;
    removed.map(|()| saved)
}

/// Gives the finished snapshot its name, at once.
fn put(temporary: &Path, to: &Path, replaces: bool) -> io::Result<()> {
    let flags = if replaces {
        RenameFlags::EXCHANGE
    } else {
        RenameFlags::NOREPLACE
    };
    renameat_with(CWD, temporary, CWD, to, flags)?;
    sync_directory(to)
}

/// The name of the unfinished snapshot.
fn beside(to: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(to.file_name().unwrap_or_default());
    name.push(".unfinished");
    to.with_file_name(name)
}

fn fill(
    data: &Path,
    into: &Path,
    copy_database: CopyDatabase,
) -> Result<BTreeMap<String, Entry>, SnapshotError> {
    create_directory(into).map_err(SnapshotError::of(into))?;
    let mut files = BTreeMap::new();
    // The database first: a file that it names was there before the row and stays as it is.
    let database = into.join(DATABASE_FILE);
    copy_database(&data.join(DATABASE_FILE), &database)?;
    let entry = manifest::entry_of(&database).map_err(SnapshotError::of(&database))?;
    files.insert(DATABASE_FILE.to_owned(), entry);
    for name in FILES.iter().filter(|name| **name != DATABASE_FILE) {
        let from = data.join(name);
        let copied = copy_if_there(&from, &into.join(name)).map_err(SnapshotError::of(&from))?;
        files.extend(copied.map(|entry| ((*name).to_owned(), entry)));
    }
    for area in AREAS {
        copy_all(data, into, &format!("{MEDIA}/{area}"), &mut files)?;
    }
    Ok(files)
}

/// Copies a directory and what is below it; what is deleted meanwhile is left out.
fn copy_all(
    data: &Path,
    into: &Path,
    name: &str,
    files: &mut BTreeMap<String, Entry>,
) -> Result<(), SnapshotError> {
    let (from, to) = (data.join(name), into.join(name));
    create_directory(&to).map_err(SnapshotError::of(&to))?;
    for found in listed(&from).map_err(SnapshotError::of(&from))? {
        let Some(below) = found.file_name().to_str().map(|it| format!("{name}/{it}")) else {
            continue; // chatd gives no such name
        };
        let kind = found
            .file_type()
            .map_err(SnapshotError::of(&found.path()))?;
        if kind.is_dir() {
            copy_all(data, into, &below, files)?;
        } else if kind.is_file() {
            let copied = copy_if_there(&found.path(), &into.join(&below));
            let copied = copied.map_err(SnapshotError::of(&found.path()))?;
            files.extend(copied.map(|entry| (below, entry)));
        }
    }
    let synced = File::open(&to).and_then(|directory| directory.sync_all());
    synced.map_err(SnapshotError::of(&to))
}

/// The entries of a directory; none when it is not there.
pub(super) fn listed(directory: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(directory) {
        Ok(entries) => entries.collect(),
        Err(error) if is_absent(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn copy_if_there(from: &Path, to: &Path) -> io::Result<Option<Entry>> {
    match manifest::copy(from, to) {
        Ok(entry) => Ok(Some(entry)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes a directory and what is below it, if it is there.
pub(super) fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}
