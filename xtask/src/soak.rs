//! `cargo xtask soak`: a whole platform under load for minutes, and then whether it lost, doubled or leaked anything.
//!
//! The load, the receiver of the webhooks and the judgement are `crates/chatd/examples/soak`; this builds, starts and clears up.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch::build_directory;
use crate::tool;

/// By how many percent the last third of a run may hold more memory than the middle one.
const GROWTH_PERCENT: u64 = 5;
/// The same for a run so short that the warm-up lasts until its end.
const SHORT_GROWTH_PERCENT: u64 = 20;
/// From so many minutes on a run is long.
const LONG_MINUTES: u64 = 5;

/// How to soak.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long the load lasts.
    pub minutes: u64,
    /// Where the figures go as JSON, beside the table.
    pub json: Option<PathBuf>,
    /// The program; a build for development when absent.
    pub chatd: Option<PathBuf>,
}

/// Builds what is needed and runs it.
///
/// # Errors
///
/// When something was lost, doubled or leaked, or the run cannot be made; its data and its log stay then.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    // With the features of the tests, so that their dependencies are not built a second time for this.
    let build = [
        "build",
        "--workspace",
        "--all-features",
        "--bin",
        "chatd",
        "--example",
        "soak",
    ];
    tool::run(&mut tool::cargo(root, &build))?;
    let place = build_directory(root).join("soak");
    clear(&place)?;
    tool::run(&mut command(root, &place, options))
        .map_err(|error| format!("{error}; what it left is in {}", place.display()))?;
    clear(&place)
}

fn command(root: &Path, place: &Path, options: &Options) -> Command {
    let build = build_directory(root).join("debug");
    let percent = if options.minutes < LONG_MINUTES {
        SHORT_GROWTH_PERCENT
    } else {
        GROWTH_PERCENT
    };
    let mut command = Command::new(build.join("examples/soak"));
    command
        .arg("--chatd")
        .arg(options.chatd.clone().unwrap_or_else(|| build.join("chatd")))
        .arg("--place")
        .arg(place)
        .args(["--seconds", &(options.minutes * 60).to_string()])
        .args(["--growth-percent", &percent.to_string()]);
    if let Some(file) = &options.json {
        command.arg("--json").arg(file);
    }
    command
}

fn clear(place: &Path) -> Result<(), String> {
    if !place.exists() {
        return Ok(());
    }
    std::fs::remove_dir_all(place)
        .map_err(|error| format!("{} cannot be removed: {error}", place.display()))
}
