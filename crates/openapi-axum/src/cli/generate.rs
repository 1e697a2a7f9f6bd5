//! `openapi-axum generate SPEC -o DIR`.

use openapi_axum::files;
use serde_json::{Value, json};

use super::arguments::Generate;
use super::outcome::{Failure, Outcome};
use super::plan::plan;
use super::print::{Paint, Printer};

/// Writes the crate.
pub(super) fn run(options: &Generate, printer: &Printer) -> Result<Outcome, Failure> {
    let plan = plan(options)?;
    let output = &options.output;
    for (path, contents) in &plan.own {
        files::write(&output.join(path), contents)
            .map_err(|error| format!("{path} cannot be written: {error}"))?;
        printer.line(format_args!("added {path}, which is yours from now on"));
    }
    files::apply(output, &plan.files, &plan.differences)?;
    plan.differences.iter().for_each(|it| printer.line(it));
    for note in &plan.notes {
        printer.line(format_args!(
            "{}: {note}",
            printer.paint(Paint::Yellow, "note")
        ));
    }
    printer.line(format_args!(
        "{} in {}",
        printer.paint(
            Paint::Green,
            format_args!("{} generated files", plan.files.len())
        ),
        output.display()
    ));
    let own = plan
        .own
        .keys()
        .map(|path| json!({ "path": path, "state": "added" }));
    let changed = plan.differences.iter().map(|it| {
        let state = match it {
            files::Difference::Missing(_) => "added",
            files::Difference::Stale(_) => "changed",
            files::Difference::Orphan(_) => "removed",
        };
        json!({ "path": it.path(), "state": state })
    });
    let files: Vec<Value> = own.chain(changed).collect();
    printer.object(&json!({ "problems": [], "files": files, "notes": plan.notes }));
    Ok(Outcome::Clean)
}
