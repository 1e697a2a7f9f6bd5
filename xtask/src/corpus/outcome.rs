//! What became of a document.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// How far a document came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Code was generated, and it compiles.
    Compiled,
    /// Code was generated, and it does not compile.
    NotCompiling,
    /// The generator said no, with a place and a sentence.
    Refused,
    /// The validator of PyPI says that it is no OpenAPI document.
    Invalid,
    /// The generator panicked, or ran out of stack or memory.
    Panicked,
    /// The generator did not come to an end.
    TimedOut,
}

impl Outcome {
    /// Every outcome, in the order of the tables.
    pub const ALL: [Outcome; 6] = [
        Outcome::Compiled,
        Outcome::Refused,
        Outcome::NotCompiling,
        Outcome::Panicked,
        Outcome::TimedOut,
        Outcome::Invalid,
    ];

    /// The heading of its column.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Outcome::Compiled => "compiled",
            Outcome::NotCompiling => "not compiling",
            Outcome::Refused => "refused",
            Outcome::Invalid => "invalid",
            Outcome::Panicked => "panicked",
            Outcome::TimedOut => "timed out",
        }
    }

    /// Whether this must not happen to any document.
    #[must_use]
    pub fn is_fault(self) -> bool {
        matches!(
            self,
            Outcome::NotCompiling | Outcome::Panicked | Outcome::TimedOut
        )
    }
}

/// Why a document did not come further.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// Where: a JSON Pointer of the document, or a place in the code.
    pub place: Option<String>,
    /// What: one line.
    pub message: String,
}

impl Reason {
    /// A reason without a place.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            place: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A document and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Path from the directory of the documents, with slashes.
    pub path: String,
    /// What it says under `openapi` (or `swagger`).
    pub version: Option<String>,
    /// How far it came.
    pub outcome: Outcome,
    /// Why it did not come further.
    pub reason: Option<Reason>,
}

impl Judged {
    /// The folder that it lies in; `.` for the directory itself.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or(".", |(folder, _)| folder)
    }

    /// The version to its second part, such as `3.1`.
    #[must_use]
    pub fn dialect(&self) -> String {
        let Some(version) = &self.version else {
            return "none".to_owned();
        };
        version.split('.').take(2).collect::<Vec<_>>().join(".")
    }
}
