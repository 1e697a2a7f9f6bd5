//! `cargo xtask lint-spec`: what is wrong with the specs, and what a reader of them would stumble over.

use std::path::Path;

use crate::codegen::locate;
use crate::report;
use crate::spec::SPECS;

/// Prints every error and finding of every spec as `file:line: pointer: sentence`.
///
/// # Errors
///
/// How many there are, when there is any.
pub fn run(root: &Path) -> Result<(), String> {
    let mut lines = Vec::new();
    for spec in SPECS {
        let text = spec.read(root)?;
        let mut problems = openapi_axum::check(&text);
        problems.sort_by_key(|problem| problem.line);
        lines.extend(problems.iter().map(|problem| locate(spec, problem)));
    }
    lines.iter().for_each(report::line);
    match lines.len() {
        0 => {
            report::line(format!("{} specs are clean", SPECS.len()));
            Ok(())
        }
        count => Err(format!(
            "{count} problems in the specs; mend the places named above"
        )),
    }
}
