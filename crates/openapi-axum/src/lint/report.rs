//! Where the checks put what they find.

use crate::place::Place;
use crate::problem::{Problem, Severity};

/// Problems so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: Vec<Problem>,
}

impl Report {
    /// Something that cannot be generated.
    pub(super) fn error(
        &mut self,
        place: &Place<'_>,
        rule: &'static str,
        message: impl Into<String>,
    ) {
        self.add(Severity::Error, place, rule, message.into());
    }

    /// Something that a reader would stumble over.
    pub(super) fn finding(
        &mut self,
        place: &Place<'_>,
        rule: &'static str,
        message: impl Into<String>,
    ) {
        self.add(Severity::Finding, place, rule, message.into());
    }

    fn add(&mut self, severity: Severity, place: &Place<'_>, rule: &'static str, message: String) {
        self.problems.push(Problem {
            severity,
            ..Problem::error(rule, place.pointer.clone(), place.node.line, message)
        });
    }
}
