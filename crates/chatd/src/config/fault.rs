//! What is wrong with a configuration.

use std::fmt;

/// One fault: the flag and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The flag, with its dashes.
    pub flag: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// All faults of a configuration; prints one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Fault { flag, message }) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{flag}: {message}")?;
        }
        Ok(())
    }
}

impl Faults {
    /// Keeps a value, or its fault.
    pub(super) fn take<T>(&mut self, flag: &'static str, read: Result<T, String>) -> Option<T> {
        read.map_err(|message| self.add(flag, message)).ok()
    }

    /// Reads a flag that was given; one that was not, or is faulty, is `None`.
    pub(super) fn read<T>(
        &mut self,
        flag: &'static str,
        text: Option<&String>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        text.and_then(|text| self.take(flag, read(text)))
    }

    pub(super) fn add(&mut self, flag: &'static str, message: impl Into<String>) {
        self.0.push(Fault {
            flag,
            message: message.into(),
        });
    }
}
