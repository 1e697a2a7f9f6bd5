//! `openapi-axum check SPEC -o DIR`.

use openapi_axum::files;
use serde_json::{Value, json};

use super::arguments::Generate;
use super::outcome::{Failure, Outcome};
use super::plan::plan;
use super::print::{Paint, Printer};

/// Compares the crate with a fresh run.
pub(super) fn run(options: &Generate, printer: &Printer) -> Result<Outcome, Failure> {
    let plan = plan(options)?;
    for difference in &plan.differences {
        let described = files::describe(&options.output, &plan.files, difference);
        printer.line(described);
    }
    for path in plan.own.keys() {
        printer.line(format_args!("missing: {path}"));
    }
    for note in &plan.notes {
        printer.line(format_args!(
            "{}: {note}",
            printer.paint(Paint::Yellow, "note")
        ));
    }
    let found = plan
        .differences
        .iter()
        .map(|it| json!({ "path": it.path(), "state": it.as_str() }));
    let missing = plan
        .own
        .keys()
        .map(|it| json!({ "path": it, "state": "missing" }));
    let files: Vec<Value> = found.chain(missing).collect();
    let is_clean = files.is_empty();
    printer.object(&json!({ "problems": [], "files": files, "notes": plan.notes }));
    if is_clean {
        let count = plan.files.len();
        printer.line(format_args!("{count} generated files are up to date"));
        return Ok(Outcome::Clean);
    }
    printer.line(format_args!(
        "run `{}` and commit what it writes",
        mending()
    ));
    Ok(Outcome::Stale)
}

/// The command that was given, with `generate` in place of `check`.
fn mending() -> String {
    let mut words: Vec<String> = std::env::args()
        .skip(1)
        .map(|word| {
            if word.contains(' ') {
                format!("'{word}'")
            } else {
                word
            }
        })
        .collect();
    if let Some(verb) = words.iter_mut().find(|word| *word == "check") {
        "generate".clone_into(verb);
    }
    format!("openapi-axum {}", words.join(" "))
}
