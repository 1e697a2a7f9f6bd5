//! Generated files in a directory: what differs from a fresh run, writing them, formatting them.
//!
//! Behind the feature `files`; the command line and a project's own tasks share it. The generator itself does no I/O.

mod difference;
mod rustfmt;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Write;
use std::path::Path;

pub use difference::describe;
pub use rustfmt::{Unformatted, format};

/// Contents by path relative to a root, with `/` between the parts.
pub type Files = BTreeMap<String, String>;

/// A file that is not what a fresh run leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The file is not there.
    Missing(String),
    /// The file has other contents.
    Stale(String),
    /// The file is marked as generated, or lies among generated files, and no run writes it.
    Orphan(String),
}

impl Difference {
    /// The file, relative to the root.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing(path) | Self::Stale(path) | Self::Orphan(path) => path,
        }
    }

    /// `missing`, `stale` or `orphan`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Stale(_) => "stale",
            Self::Orphan(_) => "orphan",
        }
    }
}

/// What [`apply`] did about it.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "added {path}"),
            Self::Stale(path) => write!(f, "changed {path}"),
            Self::Orphan(path) => write!(f, "removed {path}"),
        }
    }
}

/// Every difference between the tree below `root` and `files`, in order of path; `claimed` are the files that are there
/// and belong to the generator.
pub fn compare(root: &Path, files: &Files, claimed: BTreeSet<String>) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (path, contents) in files {
        match std::fs::read(root.join(path)) {
            Err(_) => differences.push(Difference::Missing(path.clone())),
            Ok(found) if found != contents.as_bytes() => {
                differences.push(Difference::Stale(path.clone()));
            }
            Ok(_) => {}
        }
    }
    let orphans = claimed.into_iter().filter(|path| !files.contains_key(path));
    differences.extend(orphans.map(Difference::Orphan));
    differences
}

/// Makes the tree what `files` says; each file is replaced as a whole or not at all.
///
/// # Errors
/// The file that cannot be changed; those before it are changed.
pub fn apply(root: &Path, files: &Files, differences: &[Difference]) -> Result<(), String> {
    for difference in differences {
        let path = difference.path();
        let done = match files.get(path) {
            Some(contents) => write(&root.join(path), contents),
            None => std::fs::remove_file(root.join(path)),
        };
        done.map_err(|error| format!("{path} cannot be changed: {error}"))?;
    }
    Ok(())
}

/// Writes a file as a whole or not at all, and the directories above it.
///
/// # Errors
/// What the system says.
pub fn write(file: &Path, contents: &str) -> std::io::Result<()> {
    let directory = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(directory)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let fresh = directory.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::File::create(&fresh)
        .and_then(|mut it| it.write_all(contents.as_bytes()))
        .and_then(|()| std::fs::rename(&fresh, file));
    if written.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    written
}

/// Calls `visit` with the path relative to `root` and the file, for every file below `directory` but those of builds.
pub fn walk(root: &Path, directory: &Path, visit: &mut impl FnMut(String, &Path)) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            if entry.file_name() != "target" {
                walk(root, &path, visit);
            }
        } else if let Ok(relative) = path.strip_prefix(root) {
            visit(relative.to_string_lossy().replace('\\', "/"), &path);
        }
    }
}
