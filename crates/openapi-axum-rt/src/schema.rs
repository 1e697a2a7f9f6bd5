//! Schemas as data, and the interpreter that holds a value against them.
//!
//! Most schemas become Rust types whose decoding and compiled checks accept exactly what the schema does; of those the
//! interpreter tells what is wrong with a request that cannot be decoded. For the others (`not`, branches that overlap,
//! schemas without a type, …) it decides. The generator writes the schemas down as constants. A table says what the document says, keyword by keyword, and nothing about Rust types.

mod check;
mod literal;
mod number;
mod shape;
mod types;

use serde::Serialize;
use serde_json::Value;

use crate::format::Format;
use crate::pattern::Pattern;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::violation::Keyword;

pub use self::literal::Literal;
pub use self::number::Number;
pub use self::types::Types;

/// A schema: every rule must hold. Without rules it takes every value.
#[derive(Clone, Copy, Debug)]
pub struct Schema(pub &'static [Rule]);

/// One keyword of a schema, or a few that only make sense together. A rule about values of one JSON type holds for every
/// value of another.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Rule {
    /// No value at all: the schema `false`.
    Never,
    /// `nullable` of OpenAPI 3.0: null is a value, whatever the other rules say.
    Nullable,
    /// `type`.
    Type(Types),
    /// `enum` and `const`: equal to one of these, where 1 equals 1.0.
    Enum(&'static [Literal]),
    /// `minimum`.
    Minimum(Number),
    /// `maximum`.
    Maximum(Number),
    /// `exclusiveMinimum`.
    ExclusiveMinimum(Number),
    /// `exclusiveMaximum`.
    ExclusiveMaximum(Number),
    /// `multipleOf`, in decimal arithmetic.
    MultipleOf(Number),
    /// `minLength`, in Unicode code points.
    MinLength(u64),
    /// `maxLength`, in Unicode code points.
    MaxLength(u64),
    /// `pattern`.
    Pattern(&'static Pattern),
    /// `format`, where it stands beside the type that it speaks of.
    Format(Format),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `prefixItems` and `items`.
    Items {
        /// The schemas of the first elements, in order.
        first: &'static [&'static Schema],
        /// The schema of the elements after them.
        rest: &'static Schema,
    },
    /// `contains`, `minContains` and `maxContains`.
    Contains {
        /// What an element must match to count.
        item: &'static Schema,
        /// How many must at least.
        min: u64,
        /// How many may at most.
        max: u64,
    },
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `required`.
    Required(&'static [&'static str]),
    /// `properties`, `patternProperties` and `additionalProperties`.
    Members {
        /// The schemas of members by name.
        known: &'static [(&'static str, &'static Schema)],
        /// The schemas of members by a pattern of their names.
        patterns: &'static [(&'static Pattern, &'static Schema)],
        /// The schema of all others; `None` when there must not be any.
        rest: Option<&'static Schema>,
    },
    /// `unevaluatedProperties`.
    Unevaluated {
        /// The schema that it stands in, without it: what that speaks of, in whatever way, is evaluated.
        beside: &'static Schema,
        /// The schema of all other members.
        rest: &'static Schema,
    },
    /// `unevaluatedItems`.
    UnevaluatedItems {
        /// The schema that it stands in, without it.
        beside: &'static Schema,
        /// The schema of all other elements.
        rest: &'static Schema,
    },
    /// `propertyNames`.
    Names(&'static Schema),
    /// `dependentRequired`.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`.
    DependentSchemas(&'static [(&'static str, &'static Schema)]),
    /// `allOf`, and `$ref`.
    AllOf(&'static [&'static Schema]),
    /// `anyOf`.
    AnyOf(&'static [&'static Schema]),
    /// `oneOf`.
    OneOf(&'static [&'static Schema]),
    /// `not`.
    Not(&'static Schema),
    /// `if`, `then` and `else`.
    If {
        /// What decides.
        when: &'static Schema,
        /// What must hold if it does.
        then: &'static Schema,
        /// What must hold if it does not.
        otherwise: &'static Schema,
    },
    /// A `discriminator`, beside `oneOf` or `anyOf` or of a base: the tag chooses the branch.
    Tagged {
        /// The tag property.
        property: &'static str,
        /// Branches by tag.
        branches: &'static [(&'static str, &'static Schema)],
        /// The schema of what has another tag or none; `None` when that is refused.
        otherwise: Option<&'static Schema>,
    },
}

impl Schema {
    /// Takes every value.
    pub const ANY: Schema = Schema(&[]);

    /// Takes no value.
    pub const NEVER: Schema = Schema(&[Rule::Never]);

    /// Whether `value` obeys the schema.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        check::accepts(self, value)
    }

    /// Adds everything that is wrong with `value`, which stands at `at`, to `report`.
    pub fn check(&self, value: &Value, at: &Pointer<'_>, report: &mut Report) {
        check::check(self, value, at, report);
    }

    /// Checks a value of a Rust type as it will be written.
    ///
    /// This is `Validate` of types that are checked by table.
    pub fn check_written<T: Serialize>(&self, value: &T, at: &Pointer<'_>, report: &mut Report) {
        match serde_json::to_value(value) {
            Ok(value) => self.check(&value, at, report),
            Err(error) => report.add(at, Keyword::Type, format!("cannot be written: {error}")),
        }
    }

    /// Whether null is a value, whatever the other rules say.
    fn is_nullable(&self) -> bool {
        self.0.iter().any(|rule| matches!(rule, Rule::Nullable))
    }
}

#[cfg(test)]
mod tests;
