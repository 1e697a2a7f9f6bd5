//! What is wrong with a configuration.

use std::fmt;

use super::source::Source;

/// One fault: where it is and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where the value comes from.
    pub source: Source,
    /// What is wrong and what to do.
    pub message: String,
}

/// All faults of a configuration; prints one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Fault { source, message }) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{source}: {message}")?;
        }
        Ok(())
    }
}
