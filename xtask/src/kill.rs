//! `cargo xtask kill`: kills the platform under load, again and again, and compares what it acknowledged with what it kept.

use std::path::Path;

use crate::tool;

/// The environment variable that the test reads its number of kills from.
pub(crate) const COUNT_VARIABLE: &str = "CHATD_TEST_KILLS";
/// How often continuous integration kills it.
pub(crate) const COUNT_IN_CI: &str = "20";

/// Kills it `count` times.
///
/// # Errors
///
/// When something acknowledged was lost, or the test cannot be run.
pub fn run(root: &Path, count: u32) -> Result<(), String> {
    let test = "durability::what_was_acknowledged_survives_kill_9";
    let arguments = [
        "test",
        "--workspace",
        "--all-features",
        "--test",
        "it",
        "--",
        "--exact",
        test,
    ];
    tool::run(tool::cargo(root, &arguments).env(COUNT_VARIABLE, count.to_string()))
}
