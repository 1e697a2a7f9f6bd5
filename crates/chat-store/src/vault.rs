//! Whoever encrypts what must not lie in the database as it is.

use std::fmt;

/// Seals texts under a key. A text is bound to its context: sealed for one it does not open in another.
pub trait Vault: fmt::Debug + Send + Sync {
    /// Encrypts a text; the same text twice gives two results.
    fn seal(&self, context: &str, text: &str) -> String;
    /// Decrypts what [`Vault::seal`] made in the same context; `None` when the key is another one, or a byte was changed.
    fn open(&self, context: &str, sealed: &str) -> Option<String>;
}
