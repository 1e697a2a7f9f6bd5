//! The files of the repository that people write and generators write.

use std::path::Path;

use xtask::spec::{MARK, root};

/// A file with its text.
pub(crate) struct File {
    /// Path from the root, with slashes.
    pub(crate) path: String,
    /// Its contents.
    pub(crate) text: String,
}

impl File {
    /// Whether a generator wrote it.
    pub(crate) fn is_generated(&self) -> bool {
        self.text.starts_with(MARK) || self.path.contains("/src/generated/")
    }

    /// Whether only tests use it.
    pub(crate) fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/benches/")
    }
}

/// Every file of the rooms and of `xtask` whose name ends so.
pub(crate) fn ending_in(end: &str) -> Vec<File> {
    let mut files = Vec::new();
    for top in ["crates", "xtask"] {
        collect(&root(), &root().join(top), end, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!files.is_empty(), "no file ends in {end}");
    files
}

/// Every Markdown file of the repository.
pub(crate) fn documents(root: &Path) -> Vec<File> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root).expect("the root").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let built = ["target", "chatd-data"].contains(&name.as_str());
        if path.is_dir() && !built && !name.starts_with('.') {
            collect(root, &path, ".md", &mut files);
        } else if name.ends_with(".md") {
            let text = std::fs::read_to_string(&path).expect("a document");
            files.push(File { path: name, text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(root: &Path, directory: &Path, end: &str, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        let relative = path
            .strip_prefix(root)
            .expect("below the root")
            .to_string_lossy()
            .replace('\\', "/");
        if path.is_dir() {
            collect(root, &path, end, files);
        } else if relative.ends_with(end) {
            let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{relative}: {error}"));
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push(File {
                path: relative,
                text,
            });
        }
    }
}
