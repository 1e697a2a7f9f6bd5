//! Patterns, compiled once.

use std::sync::OnceLock;

use regex::Regex;

/// A `pattern` of a schema.
///
/// The generator translates the ECMA-262 text to the dialect of the `regex` crate and has compiled it once, so it is
/// known to be valid.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    translated: &'static str,
    compiled: OnceLock<Option<Regex>>,
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
        let compiled = self
            .compiled
            .get_or_init(|| Regex::new(self.translated).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}
