//! What the command says: text for people, with colours on a terminal, or one JSON object for programs.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use openapi_axum::problem::{Problem, Severity};
use serde_json::{Value, json};

use super::arguments::{Color, Format};
use super::outcome::Failure;

/// Writes to standard output, and to standard error what is said to people about failures.
pub(crate) struct Printer {
    format: Format,
    colored: bool,
}

/// The colours of a word.
#[derive(Clone, Copy)]
pub(crate) enum Paint {
    Red,
    Yellow,
    Green,
    Bold,
}

impl Printer {
    pub(crate) fn new(format: Format, color: Color) -> Printer {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !no_color && std::io::stdout().is_terminal(),
        };
        Printer { format, colored }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// A line for people; programs do not get it.
    pub(crate) fn line(&self, text: impl Display) {
        if !self.is_json() {
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// The object for programs; people do not get it.
    pub(crate) fn object(&self, object: &Value) {
        if self.is_json() {
            let _ = writeln!(std::io::stdout().lock(), "{object:#}");
        }
    }

    /// A word in colour, where there are colours.
    pub(crate) fn paint(&self, paint: Paint, text: impl Display) -> String {
        let code = match paint {
            Paint::Red => "31",
            Paint::Yellow => "33",
            Paint::Green => "32",
            Paint::Bold => "1",
        };
        if self.colored {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_string()
        }
    }

    /// Problems as lines that an editor can jump to: `file:line: severity: pointer: sentence (rule)`.
    pub(crate) fn problems(&self, problems: &[Problem]) {
        for problem in problems {
            let paint = match problem.severity {
                Severity::Error => Paint::Red,
                Severity::Finding => Paint::Yellow,
            };
            self.line(format_args!(
                "{}: {}: {}: {} ({})",
                self.paint(
                    Paint::Bold,
                    format_args!("{}:{}", problem.file, problem.line)
                ),
                self.paint(paint, problem.severity.as_str()),
                shown(&problem.pointer),
                problem.message,
                problem.rule,
            ));
        }
    }

    /// What kept a verb from its work.
    pub(crate) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::Problems(problems) => {
                self.problems(problems);
                self.line(format_args!("{}; nothing was done", errors(problems)));
                self.object(&json!({ "problems": as_json(problems) }));
            }
            Failure::Message(message) => {
                let error = self.paint(Paint::Red, "error");
                let _ = writeln!(std::io::stderr().lock(), "{error}: {message}");
                self.object(&json!({ "problems": [], "error": message }));
            }
        }
    }
}

/// `3 errors` or `1 error`.
fn errors(problems: &[Problem]) -> String {
    match problems.len() {
        1 => "1 error".to_owned(),
        count => format!("{count} errors"),
    }
}

fn shown(pointer: &str) -> &str {
    if pointer.is_empty() { "/" } else { pointer }
}

/// Problems as programs read them.
pub(crate) fn as_json(problems: &[Problem]) -> Value {
    problems
        .iter()
        .map(|problem| {
            json!({
                "file": problem.file,
                "line": problem.line,
                "pointer": problem.pointer,
                "rule": problem.rule,
                "severity": problem.severity.as_str(),
                "message": problem.message,
            })
        })
        .collect()
}
