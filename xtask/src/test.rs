//! `cargo xtask test`: every test of the project, documentation examples and the generator's documents included.

use std::path::{Path, PathBuf};

use crate::{corpus, kill, report, snapshots, tool};

/// Runs every test in the profile and with the features that everything else is built with.
///
/// # Errors
///
/// What failed; in continuous integration also what was ignored.
pub fn run(root: &Path) -> Result<(), String> {
    tests(root, None)
}

/// Runs every test with snapshots taken strictly: they are compared in full, never written, and each must be in use.
///
/// # Errors
///
/// What failed, was ignored, or is no longer in use.
pub fn run_strictly(root: &Path) -> Result<(), String> {
    let references = references_file(root);
    let _ = std::fs::remove_file(&references);
    tests(root, Some(&references))?;
    snapshots::all_used(root, &references)
}

fn tests(root: &Path, references: Option<&Path>) -> Result<(), String> {
    let mut command = tool::cargo(
        root,
        &["test", "--workspace", "--all-features", "--no-fail-fast"],
    );
    if tool::strict() && std::env::var_os(kill::COUNT_VARIABLE).is_none() {
        command.env(kill::COUNT_VARIABLE, kill::COUNT_IN_CI);
    }
    if let Some(file) = references {
        command
            .env("INSTA_UPDATE", "no")
            .env("INSTA_REQUIRE_FULL_MATCH", "1");
        command.env("INSTA_SNAPSHOT_REFERENCES_FILE", file);
    }
    let mut totals = Totals::default();
    tool::run_seen(&mut command, |line| totals.add(line))?;
    report::line(format!(
        "{} tests passed, {} ignored",
        totals.passed, totals.ignored
    ));
    if totals.ignored > 0 && tool::strict() {
        return Err(format!(
            "{} tests were ignored, and nothing may be skipped here",
            totals.ignored
        ));
    }
    corpus::run_own(root)
}

fn references_file(root: &Path) -> PathBuf {
    let build =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(build).join("snapshots-in-use")
}

/// Sums of the lines that end each test binary's report.
#[derive(Debug, Default, PartialEq)]
struct Totals {
    passed: u64,
    ignored: u64,
}

impl Totals {
    fn add(&mut self, line: &str) {
        let Some(report) = line.strip_prefix("test result: ") else {
            return;
        };
        let count = |what: &str| -> u64 {
            let part = report
                .split(['.', ';'])
                .find_map(|part| part.trim().strip_suffix(what));
            part.and_then(|number| number.trim().parse().ok())
                .unwrap_or(0)
        };
        self.passed += count(" passed");
        self.ignored += count(" ignored");
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;

    #[test]
    fn reports_of_test_binaries_are_summed() {
        let mut totals = Totals::default();
        totals.add("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s");
        totals.add("test result: ok. 30 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s");
        totals.add("test some::test ... ok");
        assert_eq!(
            totals,
            Totals {
                passed: 42,
                ignored: 1
            }
        );
    }
}
