//! Unions with a discriminator: the tag may stand anywhere in the object, and errors inside a member keep their place.
//!
//! When the tag comes first, which is how we write it, the member is read straight from the input. What stands before
//! a late tag is held back until the tag is known.

use std::fmt;
use std::marker::PhantomData;
use std::vec;

use serde::de::value::StringDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use crate::content::Content;
use crate::json;
use crate::violation::Keyword;

/// A union whose member is told by a string property.
pub trait Union<'de>: Sized {
    /// The tag property.
    const TAG: &'static str;

    /// Reads the member that `tag` names from the rest of the object.
    ///
    /// # Errors
    /// [`unknown_tag`] when no member has this tag; otherwise what the member says.
    fn member<D: Deserializer<'de>>(tag: &str, member: D) -> Result<Self, D::Error>;
}

/// Reads a union.
///
/// # Errors
/// The object has no tag, an unknown one, or its member is not well formed.
pub fn deserialize<'de, U: Union<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<U, D::Error> {
    deserializer.deserialize_map(UnionVisitor(PhantomData))
}

/// Reads a union whose members keep the tag as a property of their own: each is given the whole object.
///
/// # Errors
/// The object has no tag, an unknown one, or its member is not well formed.
pub fn deserialize_whole<'de, U: Union<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<U, D::Error> {
    let whole = members(deserializer)?;
    let tag = whole.iter().find(|(key, _)| key == U::TAG);
    let Some((_, tag)) = tag else {
        return Err(D::Error::custom(json::Error::missing(U::TAG)));
    };
    let tag: String = serde::Deserialize::deserialize(tag.clone())
        .map_err(|error: json::Error| D::Error::custom(error.under(U::TAG)))?;
    U::member(&tag, Content::Object(whole)).map_err(D::Error::custom)
}

/// Holds a whole object back.
pub(crate) fn members<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, Content)>, D::Error> {
    deserializer.deserialize_map(WholeVisitor)
}

struct WholeVisitor;

impl<'de> Visitor<'de> for WholeVisitor {
    type Value = Vec<(String, Content)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(object)
    }
}

/// The error of a closed union for a tag that it does not know; it points at the tag.
pub fn unknown_tag<E: serde::de::Error>(property: &str, known: &[&str]) -> E {
    let detail = format!("must be one of {}", known.join(", "));
    E::custom(json::Error::new(Keyword::Enum, detail).under(property))
}

/// Keeps a member that an open union does not know, with its tag in front.
///
/// # Errors
/// What the deserializer says.
pub fn other<'de, D: Deserializer<'de>>(
    property: &str,
    tag: &str,
    member: D,
) -> Result<Map<String, Value>, D::Error> {
    let mut map: Map<String, Value> = serde::Deserialize::deserialize(member)?;
    map.shift_insert(0, property.to_owned(), Value::from(tag));
    Ok(map)
}

struct UnionVisitor<U>(PhantomData<U>);

impl<'de, U: Union<'de>> Visitor<'de> for UnionVisitor<U> {
    type Value = U;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut rest: A) -> Result<U, A::Error> {
        let mut before = Vec::new();
        while let Some(key) = rest.next_key::<String>()? {
            if key == U::TAG {
                let tag: String = rest.next_value()?;
                let member = Member {
                    before: before.into_iter(),
                    pending: None,
                    rest,
                };
                return U::member(&tag, member);
            }
            before.push((key, rest.next_value::<Content>()?));
        }
        Err(A::Error::custom(json::Error::missing(U::TAG)))
    }
}

/// The object without its tag: the held entries, then the rest of the input.
struct Member<A> {
    before: vec::IntoIter<(String, Content)>,
    pending: Option<(String, Content)>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Member<A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(
        mut self,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        while self.rest.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Member<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Some((key, content)) = self.before.next() else {
            return self.rest.next_key_seed(seed);
        };
        let deserializer: StringDeserializer<A::Error> = key.clone().into_deserializer();
        self.pending = Some((key, content));
        seed.deserialize(deserializer).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        match self.pending.take() {
            Some((key, content)) => seed
                .deserialize(content)
                .map_err(|error| A::Error::custom(error.under(&key))),
            None => self.rest.next_value_seed(seed),
        }
    }
}
