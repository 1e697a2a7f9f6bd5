//! Snapshot files that no test compares with any more.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Checks every snapshot file of the repository against the list that the tests left in `references`, a path a line.
///
/// # Errors
///
/// The files that no test named.
pub fn all_used(root: &Path, references: &Path) -> Result<(), String> {
    let listed = std::fs::read_to_string(references).unwrap_or_default();
    let used: BTreeSet<PathBuf> = listed
        .lines()
        .filter_map(|line| Path::new(line).canonicalize().ok())
        .collect();
    let mut unused = Vec::new();
    for top in ["crates", "xtask"] {
        collect(&root.join(top), &used, &mut unused);
    }
    if unused.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = unused
        .iter()
        .map(|file| {
            file.strip_prefix(root)
                .unwrap_or(file)
                .display()
                .to_string()
        })
        .collect();
    Err(format!(
        "no test compares with these snapshots, remove them: {}",
        names.join(", ")
    ))
}

fn collect(directory: &Path, used: &BTreeSet<PathBuf>, unused: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, used, unused);
        } else if path.extension().is_some_and(|it| it == "snap")
            && !path.canonicalize().is_ok_and(|it| used.contains(&it))
        {
            unused.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::all_used;

    #[test]
    fn a_snapshot_that_no_test_names_is_found() {
        let root = tempfile::tempdir().expect("a directory");
        let directory = root.path().join("crates/a/snapshots");
        std::fs::create_dir_all(&directory).expect("a directory");
        for name in ["used.snap", "unused.snap"] {
            std::fs::write(directory.join(name), "").expect("a file");
        }
        let references = root.path().join("references");
        std::fs::write(
            &references,
            directory.join("used.snap").display().to_string(),
        )
        .expect("a file");
        let message = all_used(root.path(), &references).expect_err("one is unused");
        assert!(
            message.ends_with(": crates/a/snapshots/unused.snap"),
            "{message}"
        );
    }
}
