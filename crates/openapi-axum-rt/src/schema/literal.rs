//! JSON values of a schema, and when two values are equal.

use std::collections::HashSet;
use std::fmt::{self, Write};

use serde_json::Value;

use super::number::Number;

/// A JSON value that a schema lists.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// Null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(&'static str),
    /// An array.
    Array(&'static [Literal]),
    /// An object.
    Object(&'static [(&'static str, Literal)]),
}

impl Literal {
    /// Whether `value` is this value: 1 equals 1.0, and the order of members says nothing.
    pub(crate) fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Literal::Null, Value::Null) => true,
            (Literal::Bool(left), Value::Bool(right)) => left == right,
            (Literal::Number(left), Value::Number(right)) => *left == Number::of(right),
            (Literal::String(left), Value::String(right)) => left == right,
            (Literal::Array(left), Value::Array(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(l, r)| l.equals(r))
            }
            (Literal::Object(left), Value::Object(right)) => {
                let is_there = |(key, value): &(&str, Literal)| {
                    right.get(*key).is_some_and(|r| value.equals(r))
                };
                left.len() == right.len() && left.iter().all(is_there)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Bool(value) => value.fmt(f),
            Literal::Number(value) => value.fmt(f),
            Literal::String(value) => f.write_str(value),
            Literal::Array([]) => f.write_str("[]"),
            Literal::Array(_) => f.write_str("a certain array"),
            Literal::Object([]) => f.write_str("{}"),
            Literal::Object(_) => f.write_str("a certain object"),
        }
    }
}

/// Index of the first element that equals one before it. One pass: every element is written in a form in which equal
/// values are equal texts.
pub(super) fn first_repeated(items: &[Value]) -> Option<usize> {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().position(|item| {
        let mut text = String::new();
        canonical(item, &mut text);
        !seen.insert(text)
    })
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => {
            // Writing to a string cannot fail.
            let _ = match Number::of(number) {
                Number::Whole(value) => write!(out, "{value}"),
                Number::Fraction(value) => write!(out, "{value:e}"),
            };
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort();
            out.push('{');
            for key in keys {
                let _ = write!(out, "{key:?}:");
                canonical(&members[key], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::String(text) => {
            let _ = write!(out, "{text:?}");
        }
        Value::Null | Value::Bool(_) => {
            let _ = write!(out, "{value}");
        }
    }
}
