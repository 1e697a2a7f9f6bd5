//! Reading a request body: strictly, against its schema, with everything that is wrong with it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::json;
use crate::pointer::Pointer;
use crate::report::{Report, Validate, validate};
use crate::schema::Schema;
use crate::violation::{Keyword, Violation};

/// Why a body was not taken. The lists are never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The text is not JSON, or not of the type.
    Malformed(Vec<Violation>),
    /// The value is of the type and breaks bounds.
    Constraints(Vec<Violation>),
}

impl ReadError {
    /// Everything that is wrong.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        match self {
            Self::Malformed(violations) | Self::Constraints(violations) => violations,
        }
    }

    /// Sorts violations by what they are about.
    pub(crate) fn of(violations: Vec<Violation>) -> Self {
        if violations
            .iter()
            .any(|violation| is_about_type(violation.keyword))
        {
            Self::Malformed(violations)
        } else {
            Self::Constraints(violations)
        }
    }

    /// The same, of a value that stands at `place`.
    #[cfg(feature = "server")]
    pub(crate) fn under(mut self, place: &str) -> Self {
        let (Self::Malformed(violations) | Self::Constraints(violations)) = &mut self;
        for violation in violations {
            violation.pointer.insert_str(0, place);
        }
        self
    }
}

impl From<json::Error> for ReadError {
    fn from(error: json::Error) -> Self {
        Self::Malformed(vec![error.into_violation()])
    }
}

/// What a reader that decodes stumbles over, as opposed to a bound that is checked afterwards.
fn is_about_type(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Required
            | Keyword::Type
            | Keyword::Null
            | Keyword::Enum
            | Keyword::AdditionalProperties
            | Keyword::Format
            | Keyword::Duplicate
            | Keyword::Syntax
    )
}

/// Reads a body that fills `bytes` and checks it against its schema.
///
/// # Errors
/// Everything that is wrong with it, within the limits of [`Report`]. Of a text that is not JSON, or of a type without
/// [`Validate::schema`], the first fault.
pub fn read_json<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, ReadError> {
    match T::table() {
        Some(table) => decided(table, json::from_slice(bytes)?),
        None => match json::from_slice(bytes) {
            Ok(value) => checked(value),
            Err(error) => Err(unread::<T>(bytes, error)),
        },
    }
}

/// Checks a value against the schema of `T` and makes a `T` of it.
///
/// # Errors
/// As of [`read_json`].
pub fn read_value<T: DeserializeOwned + Validate>(value: Value) -> Result<T, ReadError> {
    if let Some(table) = T::table() {
        return decided(table, value);
    }
    match json::from_value(value.clone()) {
        Ok(value) => checked(value),
        Err(error) => Err(explained::<T>(&value, error)),
    }
}

/// The table is the whole truth: where it finds nothing, checks of bounds would not either.
fn decided<T: DeserializeOwned>(table: &Schema, value: Value) -> Result<T, ReadError> {
    let violations = found(table, &value);
    if violations.is_empty() {
        Ok(json::from_value(value)?)
    } else {
        Err(ReadError::of(violations))
    }
}

fn checked<T: Validate>(value: T) -> Result<T, ReadError> {
    match validate(&value) {
        Ok(()) => Ok(value),
        Err(violations) => Err(ReadError::of(violations)),
    }
}

/// What is wrong with a text that cannot be decoded.
#[cold]
fn unread<T: Validate>(bytes: &[u8], error: json::Error) -> ReadError {
    match json::from_slice(bytes) {
        Ok(value) => explained::<T>(&value, error),
        // Of a text that is no value nothing else can be told.
        Err(unreadable) => unreadable.into(),
    }
}

/// Everything that is wrong with a value that cannot be decoded: what the schema finds, and what decoding stumbled over,
/// unless that is what the schema speaks of. Only decoding knows, for example, that an integer is too large for its type.
#[cold]
pub(crate) fn explained<T: Validate>(value: &Value, error: json::Error) -> ReadError {
    let mut violations = T::schema().map_or_else(Vec::new, |schema| found(schema, value));
    let first = error.into_violation();
    // What is wrong around a value may be a bound, which says nothing of the value itself.
    let speaks_of_it = |it: &Violation| {
        is_within(&it.pointer, &first.pointer)
            || (is_about_type(it.keyword) && is_within(&first.pointer, &it.pointer))
    };
    if !violations.iter().any(speaks_of_it) {
        violations.push(first);
    }
    ReadError::of(violations)
}

fn found(schema: &Schema, value: &Value) -> Vec<Violation> {
    let mut report = Report::default();
    schema.check(value, &Pointer::BODY, &mut report);
    report.into_violations()
}

/// Whether a place is another, or inside it.
fn is_within(inner: &str, outer: &str) -> bool {
    let rest = inner.strip_prefix(outer);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
