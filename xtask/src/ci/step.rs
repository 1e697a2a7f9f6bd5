//! Steps of continuous integration: run in order, timed, counted.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::report;

/// A step with a name that the summary shows.
pub(super) struct Step {
    /// What it looks at.
    pub(super) name: &'static str,
    /// Runs it at the root of the repository; the error is one sentence.
    pub(super) run: fn(&Path) -> Result<(), String>,
}

/// Runs every step; a failing one does not keep the next from running.
pub(super) fn run_all(root: &Path, steps: &[Step]) -> Result<(), String> {
    let mut results = Vec::new();
    for step in steps {
        report::line(format!("\n=== {}", step.name));
        let started = now();
        let result = (step.run)(root);
        if let Err(message) = &result {
            report::line(format!("error: {message}"));
        }
        results.push((step.name, started.elapsed(), result.is_ok()));
    }
    let failed = results.iter().filter(|(.., passed)| !passed).count();
    report::line("");
    results
        .iter()
        .for_each(|(name, took, passed)| report::line(row(name, *took, *passed)));
    report::line(format!(
        "{} passed, {failed} failed",
        results.len() - failed
    ));
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} steps failed"))
    }
}

fn row(name: &str, took: Duration, passed: bool) -> String {
    format!(
        "{} {:>7.1} s  {name}",
        if passed { "ok    " } else { "FAILED" },
        took.as_secs_f64()
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "timings of steps are for people, no logic reads them"
)]
fn now() -> Instant {
    Instant::now()
}
