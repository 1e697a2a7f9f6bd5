//! The JSON reader of request bodies.
//!
//! It reads straight into the type, in one pass, and is stricter than a general reader: at most [`MAX_DEPTH`] levels,
//! no key twice in an object, no array where an object is meant. Every failure has its place.

mod de;
mod error;
mod scan;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::content::Content;

pub use self::error::Error;
use self::scan::Reader;

/// How deep objects and arrays may nest.
pub const MAX_DEPTH: usize = 64;

/// Reads one JSON value that fills `bytes`.
///
/// # Errors
/// The first thing that is not JSON, not allowed in a body, or not of the type, with its place.
pub fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Error::syntax(format!("is not UTF-8 (byte {})", error.valid_up_to())))?;
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Makes a `T` of a value.
///
/// # Errors
/// The first thing that is not of the type, with its place.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Content::from(value))
}

#[cfg(test)]
mod tests;
