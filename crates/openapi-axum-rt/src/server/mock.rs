//! What a generated mock reads its answers with.

use serde::de::DeserializeOwned;

use super::Failure;

/// The value that a document's JSON stands for.
///
/// # Errors
/// [`Failure::Internal`] when the JSON is none of the type. The generator has held it against the schema, which a type is
/// never stricter than.
pub fn example<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| Failure::Internal(error.into()))
}
