//! Sets of JSON types.

use std::fmt;

use serde_json::Value;

/// A set of JSON types. [`Types::NUMBER`] includes [`Types::INTEGER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// No type at all.
    pub const NONE: Types = Types(0);
    /// Every type.
    pub(crate) const ALL: Types = Types(127);
    /// Null.
    pub const NULL: Types = Types(1);
    /// `true` and `false`.
    pub const BOOLEAN: Types = Types(2);
    /// Numbers without a fraction, `1.0` among them.
    pub const INTEGER: Types = Types(4);
    /// Numbers.
    pub const NUMBER: Types = Types(8 | 4);
    /// Strings.
    pub const STRING: Types = Types(16);
    /// Arrays.
    pub const ARRAY: Types = Types(32);
    /// Objects.
    pub const OBJECT: Types = Types(64);

    /// The types of both sets.
    #[must_use]
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// The types that are in both sets.
    pub(crate) const fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    /// The narrowest type of a value.
    pub(crate) fn of(value: &Value) -> Types {
        match value {
            Value::Null => Types::NULL,
            Value::Bool(_) => Types::BOOLEAN,
            Value::Number(number) => match number.as_f64() {
                Some(value) if number.is_f64() && value.fract() != 0.0 => Types(8),
                _ => Types::INTEGER,
            },
            Value::String(_) => Types::STRING,
            Value::Array(_) => Types::ARRAY,
            Value::Object(_) => Types::OBJECT,
        }
    }

    /// Whether every type of `other` is in this set.
    pub(crate) const fn includes(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }
}

const NAMES: [(Types, &str); 7] = [
    (Types::STRING, "a string"),
    (Types::NUMBER, "a number"),
    (Types::INTEGER, "an integer"),
    (Types::BOOLEAN, "a boolean"),
    (Types::ARRAY, "an array"),
    (Types::OBJECT, "an object"),
    (Types::NULL, "null"),
];

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Vec::new();
        for (types, name) in NAMES {
            let covered = types == Types::INTEGER && self.includes(Types::NUMBER);
            if self.includes(types) && !covered {
                names.push(name);
            }
        }
        match names.split_last() {
            // The narrowest type of a number with a fraction.
            None => f.write_str("a number"),
            Some((last, [])) => f.write_str(last),
            Some((last, rest)) => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}
