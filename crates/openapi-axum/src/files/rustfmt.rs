//! Formats generated files with rustfmt.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Files;

/// Why files are not formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unformatted {
    /// There is no rustfmt.
    NoRustfmt,
    /// Something else, in a sentence.
    Failed(String),
}

impl fmt::Display for Unformatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRustfmt => write!(
                f,
                "rustfmt is not there; run `rustup component add rustfmt`"
            ),
            Self::Failed(message) => write!(f, "{message}"),
        }
    }
}

/// Formats every Rust file among `files` in place.
///
/// One process formats them all, in a directory of its own below `near`, so that the rustfmt.toml above it counts: rustfmt
/// follows `mod` items to files.
///
/// # Errors
/// What rustfmt says, when it cannot be run or refuses a file; nothing is changed then.
pub fn format(near: &Path, files: &mut Files) -> Result<(), Unformatted> {
    let directory = Scratch::new(near).map_err(Unformatted::Failed)?;
    let mut sources = Vec::new();
    for (path, contents) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let file = directory.0.join(path);
        super::write(&file, contents).map_err(|error| unwritable(&file, &error))?;
        sources.push((path.clone(), file));
    }
    let output = Command::new("rustfmt")
        .current_dir(&directory.0)
        .args(["--edition", "2024"])
        .args(sources.iter().map(|(path, _)| path))
        .output()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => Unformatted::NoRustfmt,
            _ => Unformatted::Failed(format!("rustfmt cannot be run: {error}")),
        })?;
    if !output.status.success() {
        return Err(Unformatted::Failed(format!(
            "rustfmt refuses the generated code: {}",
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    let mut formatted = Vec::new();
    for (path, file) in sources {
        let contents = std::fs::read_to_string(&file).map_err(|error| {
            Unformatted::Failed(format!("{} cannot be read: {error}", file.display()))
        })?;
        formatted.push((path, contents));
    }
    files.extend(formatted);
    Ok(())
}

fn unwritable(file: &Path, error: &std::io::Error) -> Unformatted {
    Unformatted::Failed(format!("{} cannot be written: {error}", file.display()))
}

/// A directory that is removed when it is no longer needed; one per thread, since tests generate at the same time.
struct Scratch(PathBuf);

impl Scratch {
    fn new(near: &Path) -> Result<Self, String> {
        let thread = format!("{:?}", std::thread::current().id())
            .replace(|it: char| !it.is_ascii_alphanumeric(), "");
        let name = format!(".codegen-{}-{thread}", std::process::id());
        let directory = near.join(name);
        std::fs::create_dir_all(&directory)
            .map_err(|error| format!("{} cannot be made: {error}", directory.display()))?;
        Ok(Self(directory))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
