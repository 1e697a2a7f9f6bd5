//! What cargo says as JSON: who failed, where, and with which words.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

use super::module_of;
use crate::corpus::outcome::Reason;

/// Everything that one run of cargo said.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// Packages that compile.
    pub(super) finished: BTreeSet<String>,
    /// The first error of each module.
    pub(super) errors: BTreeMap<String, Error>,
    /// How many warnings each package has.
    pub(super) warnings: BTreeMap<String, usize>,
    /// An error outside of every document.
    pub(super) foreign: Option<String>,
    /// What cargo wrote on its standard error.
    pub(super) said: String,
}

/// An error in a file of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Error {
    file: String,
    line: u64,
    message: String,
}

impl Error {
    /// The error as a reason.
    pub(super) fn reason(&self) -> Reason {
        Reason {
            place: Some(format!("{}:{}", self.file, self.line)),
            message: self.message.clone(),
        }
    }
}

impl Messages {
    /// Takes in every line.
    ///
    /// # Errors
    ///
    /// When cargo cannot be read from.
    pub(super) fn read(&mut self, output: impl Read) -> Result<(), String> {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|error| format!("cargo cannot be read from: {error}"))?;
            if let Ok(message) = serde_json::from_slice::<Value>(&line) {
                self.add(&message);
            }
        }
        Ok(())
    }

    fn add(&mut self, message: &Value) {
        let package = message["target"]["name"].as_str().unwrap_or_default();
        let package = package.replace('_', "-");
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                self.finished.insert(package);
            }
            Some("compiler-message") => self.diagnostic(package, &message["message"]),
            _ => {}
        }
    }

    fn diagnostic(&mut self, package: String, message: &Value) {
        let words = message["message"].as_str().unwrap_or_default();
        // A last line counts the errors.
        if words.starts_with("aborting due to") || words.contains("warnings emitted") {
            return;
        }
        if message["level"] == "warning" {
            *self.warnings.entry(package).or_default() += 1;
            return;
        }
        if message["level"] != "error" {
            return;
        }
        let code = message["code"]["code"].as_str();
        let words = code.map_or_else(|| words.to_owned(), |code| format!("{code}: {words}"));
        let message_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match place(&message["spans"]) {
            Some((module, file, line)) => {
                let error = Error {
                    file,
                    line,
                    message: message_line,
                };
                // What the compiler says first is the cause of what it says later.
                self.errors.entry(module).or_insert(error);
            }
            None => self.foreign = Some(message_line),
        }
    }
}

/// The module, file and line of the first span that lies in a document, the primary ones first; a span inside a macro
/// lies where the macro is called.
fn place(spans: &Value) -> Option<(String, String, u64)> {
    let spans = spans.as_array()?;
    let primary = |span: &&Value| span["is_primary"] == true;
    let ordered = spans.iter().filter(primary).chain(spans.iter());
    ordered.into_iter().find_map(|span| {
        let mut span = span;
        loop {
            if let Some((module, file)) = span["file_name"].as_str().and_then(module_of) {
                let line = span["line_start"].as_u64().unwrap_or(0);
                return Some((module.to_owned(), file.to_owned(), line));
            }
            span = span["expansion"].get("span")?;
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Messages;

    #[test]
    fn errors_are_attributed_and_the_first_counts() {
        let mut messages = Messages::default();
        let error = |file: &str, line: u64, words: &str| {
            json!({ "reason": "compiler-message", "target": { "name": "corpus_0" }, "message": {
                "level": "error", "message": words, "code": { "code": "E0412" },
                "spans": [
                    { "is_primary": false, "file_name": "other.rs", "line_start": 1, "expansion": null },
                    { "is_primary": true, "file_name": "macro.rs", "line_start": 1,
                      "expansion": { "span": { "file_name": file, "line_start": line, "expansion": null } } },
                ],
            } })
        };
        messages.add(&error("x/documents/d0002/types.rs", 9, "first"));
        messages.add(&error("x/documents/d0002/types.rs", 3, "second"));
        messages.add(&json!({ "reason": "compiler-artifact", "target": { "name": "corpus_1" } }));
        assert!(messages.finished.contains("corpus-1"));
        assert_eq!(messages.errors.len(), 1);
        assert_eq!(
            messages.errors["d0002"].reason().to_string(),
            "types.rs:9: E0412: first"
        );
        assert_eq!(messages.foreign, None);
    }
}
