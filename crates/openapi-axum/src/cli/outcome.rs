//! How a run ends.

use std::process::ExitCode;

use openapi_axum::problem::Problem;

/// How a run ended, and its exit code; 2 is clap's, for arguments that make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 0: done, nothing to complain about.
    Clean,
    /// 1: the document is broken, or a file cannot be read or written.
    Broken,
    /// 3: a change of the document breaks its callers.
    Breaking,
    /// 4: generated files are not what a fresh run writes.
    Stale,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Broken => 1,
            Outcome::Breaking => 3,
            Outcome::Stale => 4,
        })
    }
}

/// Why nothing was done.
pub(crate) enum Failure {
    /// The document has errors.
    Problems(Vec<Problem>),
    /// Anything else, in a sentence.
    Message(String),
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}
