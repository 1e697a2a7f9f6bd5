//! The API's limits, looked at before anything is sent.

use std::fmt;

use chat_types::{Validate, Violation};

/// What the API would refuse.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// Every broken limit, with the place in the body.
    pub violations: Vec<Violation>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self
            .violations
            .iter()
            .map(|it| format!("{}: {}", it.pointer, it.detail))
            .collect::<Vec<_>>();
        f.write_str(&all.join(", "))
    }
}

impl std::error::Error for Invalid {}

/// Gives `body` back when it is within the limits of the API. Sending without asking is fine too: the API answers 400 with
/// the same places.
///
/// # Errors
///
/// Every broken limit at once.
pub fn validated<T: Validate>(body: T) -> Result<T, Invalid> {
    match chat_types::validate(&body) {
        Ok(()) => Ok(body),
        Err(violations) => Err(Invalid { violations }),
    }
}
