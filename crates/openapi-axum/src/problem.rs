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

impl Severity {
    /// `error` or `finding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Finding => "finding",
        }
    }
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the generator.
    pub severity: Severity,
    /// The file, as [`Source::name`](crate::Source::name) and the references call it; empty for text without a name.
    pub file: String,
    /// JSON Pointer (RFC 6901) to the place in that file; empty for the whole file.
    pub pointer: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// A stable name for the rule, such as `unsupported-keyword`.
    pub rule: &'static str,
    /// What is wrong and what to do, as a lowercase sentence without a full stop.
    pub message: String,
}

impl Problem {
    /// An error in a document; which file it stands in is found out from the pointer when it is handed out.
    pub fn error(
        rule: &'static str,
        pointer: impl Into<String>,
        line: usize,
        message: impl Into<String>,
    ) -> Problem {
        Problem {
            severity: Severity::Error,
            file: String::new(),
            pointer: pointer.into(),
            line,
            rule,
            message: message.into(),
        }
    }

    /// Like [`Problem::error`], of something that does not stop the generator.
    pub fn finding(
        rule: &'static str,
        pointer: impl Into<String>,
        line: usize,
        message: impl Into<String>,
    ) -> Problem {
        Problem {
            severity: Severity::Finding,
            ..Problem::error(rule, pointer, line, message)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() {
            "/"
        } else {
            &self.pointer
        };
        if !self.file.is_empty() {
            write!(f, "{}, ", self.file)?;
        }
        write!(
            f,
            "line {}, {pointer}: {} ({})",
            self.line, self.message, self.rule
        )
    }
}
