//! Alternatives that nothing in the value names: the first whose schema takes the value is the one.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;

use crate::content::Content;
use crate::json;
use crate::schema::Schema;
use crate::wire::{As, ReadAs};

/// One alternative: its schema, and how a value of it is read.
#[derive(Debug)]
pub struct Branch<T> {
    schema: &'static Schema,
    read: fn(Value) -> Result<T, json::Error>,
}

impl<T> Branch<T> {
    /// An alternative.
    #[must_use]
    pub const fn new(schema: &'static Schema, read: fn(Value) -> Result<T, json::Error>) -> Self {
        Self { schema, read }
    }
}

/// Reads a value as the first branch whose schema takes it. When none does, as the first that can be read at all:
/// answers are read tolerantly, and requests are held against the schema before.
///
/// # Errors
/// No branch can be read.
pub fn deserialize<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    branches: &[Branch<T>],
) -> Result<T, D::Error> {
    let value: Value = serde::Deserialize::deserialize(deserializer)?;
    let mut taken = branches
        .iter()
        .filter(|branch| branch.schema.accepts(&value));
    let exact = taken.find_map(|branch| (branch.read)(value.clone()).ok());
    let read = exact.or_else(|| {
        branches
            .iter()
            .find_map(|branch| (branch.read)(value.clone()).ok())
    });
    read.ok_or_else(|| D::Error::custom("matches none of the alternatives"))
}

/// Reads the value of a branch.
///
/// # Errors
/// What the type says.
pub fn plain<T: DeserializeOwned>(value: Value) -> Result<T, json::Error> {
    json::from_value(value)
}

/// Reads the value of a branch in format `F`.
///
/// # Errors
/// What the format says.
pub fn formatted<F: for<'de> ReadAs<'de, T>, T>(value: Value) -> Result<T, json::Error> {
    As::<F>::deserialize(Content::from(value))
}
