//! Checks a document: errors for what cannot be generated faithfully, findings for what a reader would stumble over.
//!
//! Everything is reported at once. A keyword that the generator does not carry into the code is an error, never a
//! silent loss; keys that begin with `x-` say nothing to it and are fine.

mod bounds;
mod components;
mod cycle;
mod discriminator;
mod example;
mod exposure;
mod keys;
mod links;
mod operation;
mod parameter;
mod paths;
mod references;
mod rejections;
mod report;
mod response;
mod root;
mod schema;
mod style;
mod union;
mod usage;

use crate::problem::{Problem, Severity};
use crate::read::Document;
use crate::schema::Dialect;
use crate::settings::Settings;
use crate::walk::{self, Places};
use report::Report;

/// The errors of a document that its text alone shows; [`lower`](crate::lower) finds the others.
pub fn errors(document: &Document) -> Vec<Problem> {
    let mut problems = found(document);
    problems.retain(|problem| problem.severity == Severity::Error);
    problems
}

/// Every problem that the text alone shows.
fn found(document: &Document) -> Vec<Problem> {
    let root = document.place();
    let places = Places::of(&root);
    let mut report = Report::default();
    root::check(&root, &mut report);
    references::check(&root, &places, &mut report);
    paths::check(&root, &mut report);
    parameter::check(&places, &mut report);
    response::check(&root, &mut report);
    let dialect = Dialect::of(&root);
    for schema in walk::all_schemas(&root) {
        schema::check(&schema, dialect, &mut report);
        union::check(&schema, &mut report);
    }
    cycle::check(&root, &mut report);
    // Most of what these see is a finding; what would be lost is an error.
    root::look(&root, &mut report);
    components::look(&root, &mut report);
    paths::look(&root, &mut report);
    operation::look(&root, &mut report);
    parameter::look(&places, &mut report);
    response::look(&root, &places, &mut report);
    links::look(&root, &places, &mut report);
    report.problems
}

/// Every error and finding of a document, in the order of its lines.
pub fn check(document: &Document) -> Vec<Problem> {
    check_with(document, &Settings::default())
}

/// Like [`check`], with the types that are not generated.
pub(crate) fn check_with(document: &Document, settings: &Settings) -> Vec<Problem> {
    let root = document.place();
    let mut report = Report {
        problems: found(document),
    };
    let is_error = |problem: &Problem| problem.severity == Severity::Error;
    let sound = !report.problems.iter().any(is_error);
    style::check(&root, &mut report);
    example::check(&root, &mut report);
    discriminator::check_examples(&root, &mut report);
    if sound {
        match crate::lowered(document, settings) {
            Ok(api) => {
                for (name, pointer) in crate::lower::infinite(&api) {
                    let message = format!(
                        "`{name}` must contain itself without end, make one of the properties in between optional"
                    );
                    let severity = Severity::Finding;
                    report.problems.push(document.problem(
                        severity,
                        "infinite-type",
                        &pointer,
                        message,
                    ));
                }
                exposure::check(document, &api, &mut report);
                usage::check(&root, &api, &mut report);
                rejections::look(&root, &api, &mut report);
            }
            Err(problems) => report.problems.extend(problems),
        }
    }
    let mut problems = report.problems;
    sort(&mut problems);
    problems
}

pub(crate) use self::bounds::compare;
pub(crate) use self::example::mismatches;

/// Puts problems in the order of their lines.
pub(crate) fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| {
        (&a.file, a.line, &a.pointer, a.severity, a.rule)
            .cmp(&(&b.file, b.line, &b.pointer, b.severity, b.rule))
    });
    problems.dedup();
}

#[cfg(test)]
mod tests;
