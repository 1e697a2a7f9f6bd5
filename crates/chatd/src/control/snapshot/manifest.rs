//! `snapshot.json`: what a snapshot consists of, so that a damaged one is told from a whole one.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Component, Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{AREAS, FILES, MEDIA, SnapshotError};
use crate::files::write_private;
use crate::random::hex;

/// The name of the file.
pub(super) const FILE: &str = "snapshot.json";
/// The format that this version writes.
const FORMAT: u32 = 1;
/// Bytes per read.
const PIECE_BYTES: usize = 256 * 1024;

/// The contents of the file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: u32,
    /// Wall clock.
    pub(super) saved_at: Timestamp,
    /// By path below the snapshot, with `/`.
    pub(super) files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) bytes: u64,
    sha256: String,
}

impl Manifest {
    pub(super) fn new(saved_at: Timestamp, files: BTreeMap<String, Entry>) -> Self {
        Self {
            format: FORMAT,
            saved_at,
            files,
        }
    }

    /// Bytes of all files.
    pub(super) fn bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.bytes).sum()
    }

    /// Reads that of a snapshot.
    pub(super) fn read(snapshot: &Path) -> Result<Self, SnapshotError> {
        let path = snapshot.join(FILE);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if is_absent(&error) => {
                return Err(SnapshotError::NotASnapshot(snapshot.to_owned()));
            }
            Err(error) => return Err(SnapshotError::of(&path)(error)),
        };
        let damaged =
            |error: serde_json::Error| SnapshotError::damaged(snapshot, format!("{FILE}: {error}"));
        let head: Head = serde_json::from_slice(&text).map_err(damaged)?;
        if head.format > FORMAT {
            return Err(SnapshotError::Newer(snapshot.to_owned()));
        }
        let manifest: Self = serde_json::from_slice(&text).map_err(damaged)?;
        if let Some(name) = manifest.files.keys().find(|name| !is_known(name)) {
            let detail = format!("{FILE}: '{name}' is no file of a snapshot");
            return Err(SnapshotError::damaged(snapshot, detail));
        }
        if !manifest.files.contains_key(FILES[0]) {
            let detail = format!("{FILE}: there is no {}", FILES[0]);
            return Err(SnapshotError::damaged(snapshot, detail));
        }
        Ok(manifest)
    }

    /// Writes it into a directory, durable when this returns.
    pub(super) fn write(&self, directory: &Path) -> Result<(), SnapshotError> {
        let path = directory.join(FILE);
        serde_json::to_vec_pretty(self)
            .map_err(io::Error::other)
            .and_then(|text| write_private(&path, &text))
            .map_err(SnapshotError::of(&path))
    }
}

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Whether it is the name of a single file, or of one below an area of the media: nothing else is ever written to.
fn is_known(name: &str) -> bool {
    let plain = Path::new(name)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    let below_area = || {
        AREAS.iter().any(|area| {
            let prefix = format!("{MEDIA}/{area}/");
            name.len() > prefix.len() && name.starts_with(&prefix)
        })
    };
    FILES.contains(&name) || (plain && below_area())
}

/// Whether there is no such file.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Copies a file to a new private one, durable when this returns, and tells what it held.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<Entry> {
    let mut source = File::open(from)?;
    let mut options = OpenOptions::new();
    let mut target = options.write(true).create_new(true).mode(0o600).open(to)?;
    let entry = digest(&mut source, |piece| target.write_all(piece))?;
    target.sync_all()?;
    Ok(entry)
}

/// What a file holds.
pub(super) fn entry_of(path: &Path) -> io::Result<Entry> {
    digest(&mut File::open(path)?, |_| Ok(()))
}

fn digest(source: &mut File, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Entry> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = source.read(&mut piece)?;
        if count == 0 {
            break;
        }
        hash.update(&piece[..count]);
        each(&piece[..count])?;
        bytes += count as u64;
    }
    Ok(Entry {
        bytes,
        sha256: hex(&hash.finalize()),
    })
}
