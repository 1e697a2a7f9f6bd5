//! Checks a document: errors for what cannot be generated faithfully, findings for what a reader would stumble over.
//!
//! Everything is reported at once. A keyword that the generator does not carry into the code is an error, never a
//! silent loss; keys that begin with `x-` say nothing to it and are fine.

mod bounds;
mod components;
mod discriminator;
mod example;
mod exposure;
mod failures;
mod keys;
mod links;
mod operation;
mod parameter;
mod paths;
mod references;
mod report;
mod response;
mod root;
mod schema;
mod style;
mod union;
mod usage;

use crate::problem::Problem;
use crate::read::Document;
use crate::walk::{self, Places};
use report::Report;

/// The errors of a document that its text alone shows; [`lower`](crate::lower) finds the others.
pub fn errors(document: &Document) -> Vec<Problem> {
    let root = document.place();
    let places = Places::of(&root);
    let mut report = Report::default();
    root::check(&root, &mut report);
    components::check(&root, &mut report);
    references::check(&root, &places, &mut report);
    paths::check(&root, &mut report);
    operation::check(&root, &mut report);
    parameter::check(&places, &mut report);
    response::check(&root, &places, &mut report);
    links::check(&root, &places, &mut report);
    failures::check(&root, &mut report);
    for schema in walk::all_schemas(&root) {
        schema::check(&schema, &mut report);
        union::check(&schema, &mut report);
    }
    discriminator::check_members(&root, &mut report);
    report.problems
}

/// Every error and finding of a document, in the order of its lines.
pub fn check(document: &Document) -> Vec<Problem> {
    let root = document.place();
    let mut report = Report {
        problems: errors(document),
    };
    let sound = report.problems.is_empty();
    style::check(&root, &mut report);
    example::check(&root, &mut report);
    discriminator::check_examples(&root, &mut report);
    if sound {
        match crate::lowered(document) {
            Ok(api) => {
                exposure::check(document, &api, &mut report);
                usage::check(&root, &api, &mut report);
            }
            Err(problems) => report.problems.extend(problems),
        }
    }
    let mut problems = report.problems;
    sort(&mut problems);
    problems
}

/// Puts problems in the order of their lines.
pub(crate) fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| {
        (a.line, &a.pointer, a.severity, a.rule).cmp(&(b.line, &b.pointer, b.severity, b.rule))
    });
    problems.dedup();
}

#[cfg(test)]
mod tests;
