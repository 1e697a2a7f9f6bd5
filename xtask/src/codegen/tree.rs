//! The generated files in the tree against those of a fresh run.

use std::collections::BTreeSet;
use std::path::Path;

use openapi_axum::files::{self, Difference, Files};

use crate::spec::{MARK, SPECS};

/// Every difference between the tree below `root` and `files`, in order of path.
#[must_use]
pub fn compare(root: &Path, files: &Files) -> Vec<Difference> {
    files::compare(root, files, claimed(root))
}

/// Files that say they are generated, and everything in the directories that belong to the generator.
fn claimed(root: &Path) -> BTreeSet<String> {
    let mut claimed = BTreeSet::new();
    for top in ["crates", "xtask"] {
        files::walk(root, &root.join(top), &mut |path, file| {
            if path.ends_with(".rs") && is_marked(file) {
                claimed.insert(path);
            }
        });
    }
    for spec in SPECS {
        for role in ["types", "client", "server"] {
            let directory = root.join(spec.crate_directory(role)).join("src/generated");
            files::walk(root, &directory, &mut |path, _| {
                claimed.insert(path);
            });
        }
    }
    claimed
}

fn is_marked(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|contents| contents.starts_with(MARK.as_bytes()))
}
