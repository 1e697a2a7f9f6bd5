//! What the verbs say, one line at a time, on standard output.

use std::fmt::Display;
use std::io::Write;

/// Writes a line. A reader that has gone away is no reason to fail.
pub fn line(text: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
