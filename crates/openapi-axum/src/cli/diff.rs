//! `openapi-axum diff A B`.

use openapi_axum::diff::{Change, diff};
use openapi_axum::{Settings, assembled};
use serde_json::{Value, json};

use super::arguments::Diff;
use super::input::Input;
use super::outcome::{Failure, Outcome};
use super::print::{Paint, Printer};

/// Prints what changed.
pub(super) fn run(options: &Diff, printer: &Printer) -> Result<Outcome, Failure> {
    let mut documents = Vec::new();
    for path in [&options.before, &options.after] {
        let input = Input::read(path, None)?;
        documents.push(input.with(|source| assembled(source, &Settings::default()))?);
    }
    let changes = diff(&documents[0], &documents[1]);
    changes.iter().for_each(|it| print(it, printer));
    let breaking = changes.iter().filter(|change| change.is_breaking).count();
    printer.line(format_args!(
        "{} changes, {breaking} of them break callers",
        changes.len()
    ));
    let objects: Vec<Value> = changes.iter().map(as_json).collect();
    printer.object(&json!({ "problems": [], "changes": objects }));
    Ok(if breaking == 0 {
        Outcome::Clean
    } else {
        Outcome::Breaking
    })
}

fn print(change: &Change, printer: &Printer) {
    let word = if change.is_breaking {
        printer.paint(Paint::Red, "breaking")
    } else {
        printer.paint(Paint::Green, "compatible")
    };
    let work = if change.is_work {
        ", implementers must follow"
    } else {
        ""
    };
    printer.line(format_args!(
        "{word}: {}: {}{work}",
        change.pointer, change.message
    ));
}

fn as_json(change: &Change) -> Value {
    json!({
        "pointer": change.pointer,
        "message": change.message,
        "breaking": change.is_breaking,
        "implementers": change.is_work,
    })
}
