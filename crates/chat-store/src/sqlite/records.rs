//! How domain values are written: one record per domain type, made by exhaustive destructuring, so that a new field of
//! the domain does not compile until it is stored.
//!
//! Records are JSON. A field that is added later needs a serde default, so that older rows stay readable.

pub(crate) mod buttons;
pub(crate) mod catalogue;
pub(crate) mod chat;
pub(crate) mod context;
pub(crate) mod custom_data;
pub(crate) mod escalation;
pub(crate) mod hours;
pub(crate) mod named;
pub(crate) mod participant;
pub(crate) mod tenant;
pub(crate) mod virtual_agent;

use chat_core::StoreError;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a record.
pub(crate) fn encode(record: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(internal)
}

/// Reads a record.
pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(internal)
}

/// A fault of this crate or of the database.
pub(crate) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Internal(error.into())
}

/// An instant as a column: nanoseconds since 1970, exact from the year 1678 to 2261, clamped to that range.
pub(crate) fn nanos(at: Timestamp) -> i64 {
    let nanos = at.as_nanosecond();
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

/// The instant of a column.
pub(crate) fn timestamp(nanos: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_nanosecond(i128::from(nanos)).map_err(internal)
}
