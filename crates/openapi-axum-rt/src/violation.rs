//! What is wrong with a value that a caller sent, and where.

use std::fmt;

/// One way in which a value breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The place: a JSON Pointer (RFC 6901) into the body, or `path/NAME`, `query/NAME`, `header/NAME` for a parameter.
    /// A member that is missing is named itself.
    pub pointer: String,
    /// The rule that is broken.
    pub keyword: Keyword,
    /// What is wrong, as a lowercase fragment without a full stop.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.detail)
        } else {
            write!(f, "{}: {}", self.pointer, self.detail)
        }
    }
}

/// A rule that a value can break: a keyword of JSON Schema, or what JSON itself asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Keyword {
    /// A member or parameter that must be there is missing.
    Required,
    /// The value has another JSON type.
    Type,
    /// Null where null is not a value.
    Null,
    /// Not one of the values of a closed enumeration, or an unknown discriminator.
    Enum,
    /// Below `minimum`.
    Minimum,
    /// Above `maximum`.
    Maximum,
    /// At or below an exclusive minimum.
    ExclusiveMinimum,
    /// At or above an exclusive maximum.
    ExclusiveMaximum,
    /// Not a multiple of `multipleOf`.
    MultipleOf,
    /// Shorter than `minLength`.
    MinLength,
    /// Longer than `maxLength`.
    MaxLength,
    /// Does not match `pattern`.
    Pattern,
    /// Fewer elements than `minItems`.
    MinItems,
    /// More elements than `maxItems`.
    MaxItems,
    /// Two equal elements where `uniqueItems` is asked.
    UniqueItems,
    /// Fewer members than `minProperties`.
    MinProperties,
    /// More members than `maxProperties`.
    MaxProperties,
    /// A member that a closed object does not know.
    AdditionalProperties,
    /// None of the branches of `anyOf` takes the value.
    AnyOf,
    /// None of the branches of `oneOf` takes the value, or several do.
    OneOf,
    /// The value is what `not` excludes, or there must be none at all.
    Not,
    /// Too few or too many elements of the kind that `contains` asks for.
    Contains,
    /// A member has a name that `propertyNames` does not take.
    PropertyNames,
    /// A string that is not in its `format`, or an integer too large for it.
    Format,
    /// A parameter or member that is given twice.
    Duplicate,
    /// Text that is not JSON, not UTF-8, too deep, or holds U+0000 where that is refused.
    Syntax,
}

impl Keyword {
    /// The keyword as JSON Schema spells it; `null`, `duplicate` and `syntax` are ours.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Type => "type",
            Self::Null => "null",
            Self::Enum => "enum",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::MultipleOf => "multipleOf",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::Pattern => "pattern",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::MinProperties => "minProperties",
            Self::MaxProperties => "maxProperties",
            Self::AdditionalProperties => "additionalProperties",
            Self::AnyOf => "anyOf",
            Self::OneOf => "oneOf",
            Self::Not => "not",
            Self::Contains => "contains",
            Self::PropertyNames => "propertyNames",
            Self::Format => "format",
            Self::Duplicate => "duplicate",
            Self::Syntax => "syntax",
        }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
