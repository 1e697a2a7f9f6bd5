//! `openapi-axum lint SPEC`.

use openapi_axum::check_source;
use openapi_axum::problem::Severity;
use serde_json::json;

use super::arguments::Lint;
use super::input::{self, Input};
use super::outcome::{Failure, Outcome};
use super::print::{Printer, as_json};

/// Prints every error and finding.
pub(super) fn run(options: &Lint, printer: &Printer) -> Result<Outcome, Failure> {
    let settings = input::settings(&options.document, &options.selection)?;
    let input = Input::read(&options.document.spec, options.document.root.as_deref())?;
    let problems = input.with(|source| check_source(source, &settings));
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    printer.problems(&problems);
    printer.line(format_args!(
        "{}: {errors} errors, {} findings",
        input.name,
        problems.len() - errors
    ));
    printer.object(&json!({ "problems": as_json(&problems) }));
    Ok(if errors == 0 {
        Outcome::Clean
    } else {
        Outcome::Broken
    })
}
