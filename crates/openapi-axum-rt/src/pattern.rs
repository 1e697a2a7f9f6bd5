//! Patterns, compiled once.

use std::sync::OnceLock;

use fancy_regex::{Regex as Fancy, RegexBuilder};
use regex::{Regex, RegexBuilder as LinearBuilder};

/// Most steps back that a pattern with look-around may take. Beyond them a text does not match.
const MAX_STEPS_BACK: usize = 100_000;

/// Largest compiled expression, in bytes; the generator refuses a pattern that does not fit.
const SIZE_LIMIT: usize = 1 << 26;

/// A `pattern` of a schema.
///
/// The generator translates the ECMA-262 text to the dialect of the `regex` crate and has compiled it once, so it is
/// known to be valid.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    translated: &'static str,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
enum Compiled {
    /// Takes time in proportion to the text.
    Linear(Regex),
    /// Has look-around or back references, which need stepping back.
    Backtracking(Box<Fancy>),
    /// Does not compile.
    Never,
}

impl Pattern {
    /// A pattern as the schema writes it, and the same in the dialect of the `regex` crate.
    #[must_use]
    pub const fn new(source: &'static str, translated: &'static str) -> Self {
        Self {
            source,
            translated,
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as the schema writes it.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Whether `text` matches somewhere; a pattern that does not compile matches nothing.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match self.compiled.get_or_init(|| compile(self.translated)) {
            Compiled::Linear(regex) => regex.is_match(text),
            Compiled::Backtracking(regex) => regex.is_match(text).unwrap_or(false),
            Compiled::Never => false,
        }
    }
}

fn compile(translated: &str) -> Compiled {
    let linear = LinearBuilder::new(translated)
        .size_limit(SIZE_LIMIT)
        .build();
    if let Ok(regex) = linear {
        return Compiled::Linear(regex);
    }
    let fancy = RegexBuilder::new(translated)
        .backtrack_limit(MAX_STEPS_BACK)
        .build();
    fancy.map_or(Compiled::Never, |regex| {
        Compiled::Backtracking(Box::new(regex))
    })
}
