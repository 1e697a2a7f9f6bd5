//! What is wrong with a document, and where.

use std::fmt;

/// How much a [`Problem`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document cannot be generated from.
    Error,
    /// The document generates, but a reader of it would stumble.
    Finding,
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the generator.
    pub severity: Severity,
    /// JSON Pointer (RFC 6901) to the place in the document; empty for the whole document.
    pub pointer: String,
    /// Line in the text, from 1.
    pub line: usize,
    /// A stable name for the rule, such as `unsupported-keyword`.
    pub rule: &'static str,
    /// What is wrong and what to do, as a lowercase sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() {
            "/"
        } else {
            &self.pointer
        };
        write!(
            f,
            "line {}, {pointer}: {} ({})",
            self.line, self.message, self.rule
        )
    }
}
