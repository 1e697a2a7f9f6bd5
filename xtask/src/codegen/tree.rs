//! The generated files in the tree against those of a fresh run.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use super::Files;
use crate::spec::{MARK, SPECS};

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

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "added {path}"),
            Self::Stale(path) => write!(f, "changed {path}"),
            Self::Orphan(path) => write!(f, "removed {path}"),
        }
    }
}

/// Every difference between the tree below `root` and `files`, in order of path.
#[must_use]
pub fn compare(root: &Path, files: &Files) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (path, contents) in files {
        match std::fs::read(root.join(path)) {
            Err(_) => differences.push(Difference::Missing(path.clone())),
            Ok(found) if found != contents.as_bytes() => {
                differences.push(Difference::Stale(path.clone()))
            }
            Ok(_) => {}
        }
    }
    let orphans = claimed(root)
        .into_iter()
        .filter(|path| !files.contains_key(path));
    differences.extend(orphans.map(Difference::Orphan));
    differences
}

/// Makes the tree what `files` says.
pub(super) fn apply(root: &Path, files: &Files, differences: &[Difference]) -> Result<(), String> {
    for difference in differences {
        let (path, done) = match difference {
            Difference::Missing(path) | Difference::Stale(path) => {
                (path, write(&root.join(path), &files[path]))
            }
            Difference::Orphan(path) => (path, std::fs::remove_file(root.join(path))),
        };
        done.map_err(|error| format!("{path} cannot be changed: {error}"))?;
    }
    Ok(())
}

fn write(file: &Path, contents: &str) -> std::io::Result<()> {
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(file, contents)
}

/// Files that say they are generated, and everything in the directories that belong to the generator.
fn claimed(root: &Path) -> BTreeSet<String> {
    let mut claimed = BTreeSet::new();
    for top in ["crates", "xtask"] {
        walk(root, &root.join(top), &mut |path, file| {
            if path.ends_with(".rs") && is_marked(file) {
                claimed.insert(path);
            }
        });
    }
    for spec in SPECS {
        for role in ["types", "client", "server"] {
            let directory = root.join(spec.crate_directory(role)).join("src/generated");
            walk(root, &directory, &mut |path, _| {
                claimed.insert(path);
            });
        }
    }
    claimed
}

fn is_marked(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|contents| contents.starts_with(MARK.as_bytes()))
}

/// Calls `visit` with the path relative to `root` and the file, for every file below `directory`.
fn walk(root: &Path, directory: &Path, visit: &mut impl FnMut(String, &Path)) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if entry.file_name() != "target" {
                walk(root, &path, visit);
            }
        } else if let Ok(relative) = path.strip_prefix(root) {
            visit(relative.to_string_lossy().replace('\\', "/"), &path);
        }
    }
}
