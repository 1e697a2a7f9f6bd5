//! Crates that a task writes, has cargo look at and forgets: a workspace below the build directory.
//!
//! It has this workspace's versions, profiles and lock file, and shares its build directory, so that what the dependencies
//! need is there already and nothing is fetched. Its packages are told apart from this workspace's by their place, so
//! neither makes the other build anything again.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tool;

/// A workspace of packages that come and go.
pub struct Scratch {
    directory: PathBuf,
    build: PathBuf,
}

impl Scratch {
    /// An empty workspace in the directory `name` below the build directory; what was there before is removed.
    ///
    /// # Errors
    ///
    /// What cannot be read or written.
    pub fn new(root: &Path, name: &str) -> Result<Self, String> {
        let build = build_directory(root);
        let directory = build.join(name);
        if directory.exists() {
            std::fs::remove_dir_all(&directory)
                .map_err(|error| format!("{} cannot be removed: {error}", directory.display()))?;
        }
        let scratch = Self { directory, build };
        let manifest = read(&root.join("Cargo.toml"))?;
        write(
            &scratch.directory.join("Cargo.toml"),
            &workspace(root, &manifest),
        )?;
        write(
            &scratch.directory.join("Cargo.lock"),
            &read(&root.join("Cargo.lock"))?,
        )?;
        Ok(scratch)
    }

    /// Where the workspace is.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Writes the manifest of the package `name`, which lies in `packages/NAME`; its sources are the caller's.
    ///
    /// `dependencies` are lines of a manifest, such as `axum.workspace = true`.
    ///
    /// # Errors
    ///
    /// What cannot be written.
    pub fn package(&self, name: &str, dependencies: &[&str]) -> Result<PathBuf, String> {
        let directory = self.directory.join("packages").join(name);
        let dependencies = dependencies.join("\n");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition.workspace = true\npublish = false\n\n\
             [dependencies]\n{dependencies}\n"
        );
        write(&directory.join("Cargo.toml"), &manifest)?;
        Ok(directory)
    }

    /// Cargo in this workspace, without a network.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = tool::cargo(&self.directory, arguments);
        command
            .arg("--offline")
            .env("CARGO_TARGET_DIR", &self.build)
            // What is compiled once and forgotten would only fill the disk.
            .env("CARGO_INCREMENTAL", "0");
        command
    }
}

/// The directory that cargo builds this workspace in.
#[must_use]
pub fn build_directory(root: &Path) -> PathBuf {
    let build =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(build)
}

/// Writes a file and the directories that it lies in.
///
/// # Errors
///
/// A sentence that names the file.
pub fn write(file: &Path, text: &str) -> Result<(), String> {
    let written = file
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(file, text));
    written.map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// The manifest of a workspace with what packages and dependencies inherit from `manifest`, which lies in `root`.
fn workspace(root: &Path, manifest: &str) -> String {
    let mut text = "[workspace]\nresolver = \"3\"\nmembers = [\"packages/*\"]\n".to_owned();
    let mut inherited = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            let section = line.trim();
            inherited = ["[workspace.package]", "[workspace.dependencies]"].contains(&section)
                || section.starts_with("[profile.");
        }
        if inherited {
            let path = format!("path = \"{}/crates/", root.display());
            text.push_str(&line.replace("path = \"crates/", &path));
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::workspace;

    #[test]
    fn what_is_inherited_is_taken_and_paths_are_made_absolute() {
        let manifest = "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nedition = \"2024\"\n\n\
                        [workspace.lints.rust]\nunsafe_code = \"forbid\"\n\n\
                        [workspace.dependencies]\na = { path = \"crates/a\" }\n\n[profile.dev]\ndebug = false\n";
        let expected = "[workspace]\nresolver = \"3\"\nmembers = [\"packages/*\"]\n[workspace.package]\nedition = \"2024\"\n\n\
                        [workspace.dependencies]\na = { path = \"/r/crates/a\" }\n\n[profile.dev]\ndebug = false\n";
        assert_eq!(workspace(Path::new("/r"), manifest), expected);
    }
}
