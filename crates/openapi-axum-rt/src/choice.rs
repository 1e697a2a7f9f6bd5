//! Choices between values of different JSON types: the type tells which, so nothing is held back.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};

/// A JSON type. A number with a zero fraction is an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// A union whose member is told by its JSON type.
pub trait Choice<'de>: Sized {
    /// What the value must be, such as `a string or an object`.
    const EXPECTED: &'static str;

    /// Reads the member that takes values of type `kind`.
    ///
    /// # Errors
    /// [`unexpected`] when there is none; otherwise what the member says.
    fn member<D: Deserializer<'de>>(kind: JsonType, value: D) -> Result<Self, D::Error>;

    /// The member that takes null, if one does.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }
}

/// Reads a choice.
///
/// # Errors
/// No member takes the value, or the one that does finds it not well formed.
pub fn deserialize<'de, C: Choice<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<C, D::Error> {
    deserializer.deserialize_any(ChoiceVisitor(PhantomData))
}

/// The error for a value of a type that no member takes.
pub fn unexpected<'de, C: Choice<'de>, E: Error>(kind: JsonType) -> E {
    let found = match kind {
        JsonType::Boolean => Unexpected::Bool(true),
        JsonType::Integer => Unexpected::Signed(0),
        JsonType::Number => Unexpected::Float(0.5),
        JsonType::String => Unexpected::Str(""),
        JsonType::Array => Unexpected::Seq,
        JsonType::Object => Unexpected::Map,
    };
    E::invalid_type(found, &C::EXPECTED)
}

struct ChoiceVisitor<C>(PhantomData<C>);

impl<'de, C: Choice<'de>> Visitor<'de> for ChoiceVisitor<C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(C::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<C, E> {
        C::null().ok_or_else(|| E::invalid_type(Unexpected::Unit, &self))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<C, E> {
        C::member(JsonType::Boolean, value.into_deserializer())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<C, E> {
        C::member(JsonType::Integer, value.into_deserializer())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<C, E> {
        C::member(JsonType::Integer, value.into_deserializer())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<C, E> {
        let kind = if value.fract() == 0.0 {
            JsonType::Integer
        } else {
            JsonType::Number
        };
        C::member(kind, value.into_deserializer())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<C, E> {
        C::member(JsonType::String, value.into_deserializer())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<C, E> {
        C::member(JsonType::String, value.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, value: A) -> Result<C, A::Error> {
        C::member(JsonType::Array, SeqAccessDeserializer::new(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, value: A) -> Result<C, A::Error> {
        C::member(JsonType::Object, MapAccessDeserializer::new(value))
    }
}
