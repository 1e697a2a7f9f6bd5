//! Texts by name and place, and how serde reads a type from them.
//!
//! Parameters, forms and parts carry nothing but text. What a text is — a number, a boolean, a member of an enumeration —
//! is decided by the type that is asked for.

mod value;

use std::borrow::Cow;
use std::vec;

use serde::de::value::CowStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::nul;
use crate::json::Error;
use crate::text::{FromText, TextError};
use crate::violation::Keyword;

/// Texts by name and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree<'a> {
    /// One text.
    Text(Cow<'a, str>),
    /// Several, in order.
    List(Vec<Tree<'a>>),
    /// By name, in order.
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A JSON value, as texts; what is null is not there.
    pub(crate) fn of(value: Value) -> Self {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::of).collect()),
            Value::Object(members) => {
                let given = members.into_iter().filter(|(_, value)| !value.is_null());
                let trees = given.map(|(name, value)| (name.into(), Self::of(value)));
                Self::Object(trees.collect())
            }
            scalar => Self::text(scalar.to_string()),
        }
    }

    /// Adds a text under a name: a second one makes a list of it.
    pub(crate) fn insert(members: &mut Vec<(Cow<'a, str>, Self)>, name: Cow<'a, str>, value: Self) {
        match members.iter_mut().find(|(other, _)| *other == name) {
            None => members.push((name, value)),
            Some((_, Self::List(list))) => list.push(value),
            Some((_, first)) => {
                let before = std::mem::replace(first, Self::List(Vec::new()));
                *first = Self::List(vec![before, value]);
            }
        }
    }

    /// Refuses U+0000 in a text or a name.
    pub(super) fn without_nul(&self) -> Result<(), Error> {
        match self {
            Self::Text(text) => nul::in_text(text),
            Self::List(list) => list.iter().enumerate().try_for_each(|(index, item)| {
                item.without_nul().map_err(|error| error.under_index(index))
            }),
            Self::Object(members) => members.iter().try_for_each(|(name, member)| {
                nul::in_text(name)?;
                member.without_nul().map_err(|error| error.under(name))
            }),
        }
    }

    /// The text, where there is one: a list of one is as good.
    fn scalar(self, expected: &str) -> Result<Cow<'a, str>, Error> {
        match self {
            Self::Text(text) => Ok(text),
            Self::List(mut list) if list.len() == 1 => match list.pop() {
                Some(Self::Text(text)) => Ok(text),
                _ => Err(Error::new(Keyword::Type, format!("must be {expected}"))),
            },
            Self::List(_) => Err(Error::new(
                Keyword::Type,
                format!("must be {expected}, not several values"),
            )),
            Self::Object(_) => Err(Error::new(
                Keyword::Type,
                format!("must be {expected}, not an object"),
            )),
        }
    }
}

/// A text that is not what was asked for.
pub(super) fn textual(error: TextError) -> Error {
    Error::new(error.keyword, error.detail)
}

/// A whole number of any width is read as the widest first.
macro_rules! integers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let text = self.scalar("an integer")?;
            if let Ok(whole) = text.parse::<u64>() && !text.starts_with('+') {
                return visitor.visit_u64(whole);
            }
            visitor.visit_i64(i64::from_text(&text).map_err(textual)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = Error;

    /// Where the type leaves it open, a text is what JSON would take it for.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::List(list) => visitor.visit_seq(Elements::new(list)),
            Self::Object(members) => visitor.visit_map(Members::new(members)),
            Self::Text(text) => match &*text {
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                number => match serde_json::from_str::<serde_json::Number>(number) {
                    Ok(number) => number.into_deserializer_in(visitor),
                    Err(_) => string(text, visitor),
                },
            },
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scalar("true or false")?;
        visitor.visit_bool(bool::from_text(&text).map_err(textual)?)
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scalar("a number")?;
        visitor.visit_f64(f64::from_text(&text).map_err(textual)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        string(self.scalar("a text")?, visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    /// A single text is a list of one.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::List(list) => visitor.visit_seq(Elements::new(list)),
            one => visitor.visit_seq(Elements::new(vec![one])),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Object(members) => visitor.visit_map(Members::new(members)),
            // An object without members has no text of its own.
            Self::Text(text) if text.is_empty() => visitor.visit_map(Members::new(Vec::new())),
            Self::Text(text) => Err(Error::invalid_type(Unexpected::Str(&text), &visitor)),
            Self::List(_) => Err(Error::invalid_type(Unexpected::Seq, &visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let text = self.scalar("a text")?;
        let text: CowStrDeserializer<'_, Error> = text.into_deserializer();
        visitor.visit_enum(text)
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

/// A text that may stay where it is in the request.
fn string<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value, Error> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

/// Handing a JSON number to a visitor in the width that it has.
trait IntoVisitor {
    fn into_deserializer_in<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error>;
}

impl IntoVisitor for serde_json::Number {
    fn into_deserializer_in<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(whole) = self.as_u64() {
            visitor.visit_u64(whole)
        } else if let Some(whole) = self.as_i64() {
            visitor.visit_i64(whole)
        } else {
            visitor.visit_f64(self.as_f64().unwrap_or_default())
        }
    }
}

/// The elements of a list; an error in one names its place.
struct Elements<'a> {
    items: vec::IntoIter<Tree<'a>>,
    index: usize,
}

impl<'a> Elements<'a> {
    fn new(items: Vec<Tree<'a>>) -> Self {
        Self {
            items: items.into_iter(),
            index: 0,
        }
    }
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        seed.deserialize(item)
            .map(Some)
            .map_err(|error| error.under_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object; an error in one names its place.
struct Members<'a> {
    members: vec::IntoIter<(Cow<'a, str>, Tree<'a>)>,
    value: Option<(Cow<'a, str>, Tree<'a>)>,
}

impl<'a> Members<'a> {
    fn new(members: Vec<(Cow<'a, str>, Tree<'a>)>) -> Self {
        Self {
            members: members.into_iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else {
            return Ok(None);
        };
        let key: CowStrDeserializer<'_, Error> = name.clone().into_deserializer();
        self.value = Some((name, value));
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (name, value) = self
            .value
            .take()
            .ok_or_else(|| Error::custom("a value was asked for before its name"))?;
        seed.deserialize(value).map_err(|error| error.under(&name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::Tree;
    use crate::json::Error;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Filter {
        size: i64,
        tags: Vec<String>,
        exact: Option<bool>,
        colour: Option<Colour>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Colour {
        #[serde(rename = "red")]
        Red,
    }

    fn object<'a>(members: &[(&'a str, &'a str)]) -> Tree<'a> {
        let mut out = Vec::new();
        for (name, value) in members {
            Tree::insert(&mut out, (*name).into(), Tree::text(*value));
        }
        Tree::Object(out)
    }

    fn read<'a, T: Deserialize<'a>>(tree: Tree<'a>) -> Result<T, (String, String)> {
        T::deserialize(tree).map_err(|error: Error| {
            let violation = error.into_violation();
            (violation.pointer, violation.detail)
        })
    }

    #[test]
    fn the_type_decides_what_a_text_is() {
        let filter: Filter = read(object(&[
            ("size", "7"),
            ("tags", "1"),
            ("tags", "true"),
            ("exact", "true"),
            ("colour", "red"),
        ]))
        .expect("a filter");
        let expected = Filter {
            size: 7,
            tags: vec!["1".to_owned(), "true".to_owned()],
            exact: Some(true),
            colour: Some(Colour::Red),
        };
        assert_eq!(filter, expected);
        let map: BTreeMap<String, f64> = read(object(&[("a", "1.5")])).expect("a map");
        assert_eq!(map["a"], 1.5);
    }

    #[test]
    fn an_open_type_takes_what_json_would() {
        let value: Value = read(object(&[
            ("a", "1"),
            ("b", "true"),
            ("c", "x"),
            ("d", "-1.5"),
            ("e", "007"),
        ]))
        .expect("a value");
        assert_eq!(
            value,
            json!({"a": 1, "b": true, "c": "x", "d": -1.5, "e": "007"})
        );
    }

    #[test]
    fn errors_name_the_place() {
        let wrong = read::<Filter>(object(&[("size", "x"), ("tags", "a")]));
        assert_eq!(
            wrong,
            Err(("/size".to_owned(), "must be an integer".to_owned()))
        );
        let colour = object(&[("size", "1"), ("tags", "a"), ("colour", "blue")]);
        let wrong = read::<Filter>(colour);
        assert_eq!(
            wrong,
            Err(("/colour".to_owned(), "must be one of red".to_owned()))
        );
        let wrong = read::<Vec<i64>>(Tree::List(vec![Tree::text("1"), Tree::text("b")]));
        assert_eq!(
            wrong,
            Err(("/1".to_owned(), "must be an integer".to_owned()))
        );
        let wrong = read::<Filter>(object(&[("tags", "a")]));
        assert_eq!(
            wrong,
            Err(("/size".to_owned(), "size is required".to_owned()))
        );
    }
}
