//! Enumerations of other scalars than strings.

use serde::de::{Deserialize, Deserializer, Error, Unexpected};
use serde_json::Value;

use crate::schema::{Literal, Number};
use crate::text::TextError;
use crate::violation::Keyword;

/// A scalar that an enumeration lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Number(f64),
    /// A string.
    String(&'static str),
}

impl Scalar {
    fn equals(self, value: &Value) -> bool {
        let literal = match self {
            Self::Bool(value) => Literal::Bool(value),
            Self::Integer(value) => Literal::Number(Number::Whole(i128::from(value))),
            Self::Number(value) => Literal::Number(Number::Fraction(value)),
            Self::String(value) => Literal::String(value),
        };
        literal.equals(value)
    }
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::String(value) => f.write_str(value),
        }
    }
}

impl serde::Serialize for Scalar {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::String(value) => serializer.serialize_str(value),
        }
    }
}

/// Reads one of the values of an enumeration.
///
/// # Errors
/// The value is none of them.
pub fn deserialize<'de, T: Copy, D: Deserializer<'de>>(
    deserializer: D,
    values: &[(Scalar, T)],
) -> Result<T, D::Error> {
    let found = Value::deserialize(deserializer)?;
    if found.is_array() || found.is_object() || found.is_null() {
        let unexpected = match &found {
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
            _ => Unexpected::Unit,
        };
        return Err(D::Error::invalid_type(unexpected, &"a scalar"));
    }
    values
        .iter()
        .find(|(scalar, _)| scalar.equals(&found))
        .map(|(_, value)| *value)
        .ok_or_else(|| D::Error::custom(crate::json::Error::new(Keyword::Enum, listed(values))))
}

/// Reads one of the values of an enumeration from the text of a parameter.
///
/// # Errors
/// The text is none of them.
pub fn from_text<T: Copy>(text: &str, values: &[(Scalar, T)]) -> Result<T, TextError> {
    let number = text.parse::<f64>().ok();
    let is_it = |scalar: &Scalar| match scalar {
        Scalar::Number(value) => number == Some(*value),
        other => other.to_string() == text,
    };
    values
        .iter()
        .find(|(scalar, _)| is_it(scalar))
        .map(|(_, value)| *value)
        .ok_or_else(|| TextError {
            keyword: Keyword::Enum,
            detail: listed(values),
        })
}

fn listed<T>(values: &[(Scalar, T)]) -> String {
    let texts: Vec<String> = values
        .iter()
        .map(|(scalar, _)| scalar.to_string())
        .collect();
    format!("must be one of {}", texts.join(", "))
}
