//! Reading a request body: strictly, against its schema, with everything that is wrong with it.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::json;
use crate::pointer::Pointer;
use crate::report::{Report, Validate};
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

    fn of(violations: Vec<Violation>) -> Self {
        if violations
            .iter()
            .any(|violation| is_about_type(violation.keyword))
        {
            Self::Malformed(violations)
        } else {
            Self::Constraints(violations)
        }
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
/// Everything that is wrong with it. Where decoding alone tells the type, the first fault of type ends the reading.
pub fn read_json<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, ReadError> {
    let Some(table) = T::table() else {
        return checked(json::from_slice(bytes)?);
    };
    let value = if table.lists_nul() {
        json::from_slice_with_nul(bytes)?
    } else {
        json::from_slice(bytes)?
    };
    read_value(value)
}

/// Checks a value against the schema of `T` and makes a `T` of it.
///
/// # Errors
/// As of [`read_json`].
pub fn read_value<T: DeserializeOwned + Validate>(value: Value) -> Result<T, ReadError> {
    let Some(table) = T::table() else {
        return checked(json::from_value(value)?);
    };
    let mut report = Report::default();
    table.check(&value, &Pointer::BODY, &mut report);
    let violations = report.into_violations();
    if violations.is_empty() {
        // The table is the whole truth: checks of bounds would find nothing.
        Ok(json::from_value(value)?)
    } else {
        Err(ReadError::of(violations))
    }
}

fn checked<T: Validate>(value: T) -> Result<T, ReadError> {
    let mut report = Report::default();
    value.validate(&Pointer::BODY, &mut report);
    let violations = report.into_violations();
    if violations.is_empty() {
        Ok(value)
    } else {
        Err(ReadError::Constraints(violations))
    }
}
