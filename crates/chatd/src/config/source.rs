//! Where values of the configuration come from.

use std::fmt;

use crate::cli::Flags;

/// Everything that is read.
#[derive(Clone, Default)]
pub struct Sources {
    /// The command line.
    pub flags: Flags,
    /// The environment; what does not begin with `CHATD_` is ignored.
    pub variables: Vec<(String, String)>,
    /// What a verb presets: keys and values that win over the defaults alone.
    pub presets: Vec<(&'static str, String)>,
}

impl Sources {
    /// The flags and the environment of this process.
    #[must_use]
    pub fn of_process(flags: Flags) -> Self {
        // A variable that is not UTF-8 is none of ours.
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self {
            flags,
            variables: std::env::vars_os().filter_map(text).collect(),
            presets: Vec::new(),
        }
    }
}

/// Where one value comes from; prints as what a person looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    Default,
    /// A default that follows from another value; says why.
    Rule(&'static str),
    /// The verb of the command line.
    Verb,
    /// A place in the file: its path as it was given, and the line.
    File {
        /// The path.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag, with its dashes.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Rule(why) => write!(f, "default, {why}"),
            Self::Verb => f.write_str("preset of the verb"),
            Self::File { path, line } => write!(f, "{path}:{line}"),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}
