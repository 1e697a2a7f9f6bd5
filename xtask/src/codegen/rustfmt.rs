//! Formats generated files with the pinned toolchain's rustfmt.

use std::path::Path;
use std::process::Command;

use super::Files;

/// Formats every Rust file among `files` in place.
///
/// One process formats them all, in a directory of its own below the build directory: rustfmt follows `mod` items to files.
///
/// # Errors
///
/// What rustfmt says, when it cannot be run or refuses a file.
pub(super) fn format(root: &Path, files: &mut Files) -> Result<(), String> {
    let directory = Scratch::new(root)?;
    let mut sources = Vec::new();
    for (path, contents) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let file = directory.0.join(path);
        write(&file, contents)?;
        sources.push((path.clone(), file));
    }
    let output = Command::new("rustfmt")
        .current_dir(root)
        .args(["--edition", "2024"])
        .args(sources.iter().map(|(_, file)| file))
        .output()
        .map_err(|error| {
            format!("rustfmt cannot be run: {error}; run `rustup component add rustfmt`")
        })?;
    if !output.status.success() {
        return Err(format!(
            "rustfmt refuses the generated code: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    for (path, file) in sources {
        let formatted = std::fs::read_to_string(&file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        files.insert(path, formatted);
    }
    Ok(())
}

fn write(file: &Path, contents: &str) -> Result<(), String> {
    let parent = file.parent().unwrap_or(file);
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(file, contents))
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

/// A directory that is removed when it is no longer needed; one per process, since tests generate at the same time.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(root: &Path) -> Result<Self, String> {
        let build =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
        let thread = format!("{:?}", std::thread::current().id())
            .replace(|it: char| !it.is_ascii_alphanumeric(), "");
        let directory = root
            .join(build)
            .join(format!("codegen-{}-{thread}", std::process::id()));
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
