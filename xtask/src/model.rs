//! `cargo xtask model`: long random histories of the running platform, held against a model of it.

use std::path::Path;

use crate::tool;

/// The environment variable that the test reads its time from.
const MINUTES_VARIABLE: &str = "CHATD_TEST_MODEL_MINUTES";

/// Tries new histories for so many minutes; continuous integration tries a fixed few.
///
/// # Errors
///
/// When the platform and the model disagree, or the test cannot be run. The history is then kept among the regressions of the
/// test, in the shortest form that was found.
pub fn run(root: &Path, minutes: u32) -> Result<(), String> {
    let test = "model::every_history_of_the_program_follows_the_model";
    let arguments = ["test", "-p", "chatd", "--test", "it", "--", "--exact", test];
    tool::run(tool::cargo(root, &arguments).env(MINUTES_VARIABLE, minutes.to_string()))
}
