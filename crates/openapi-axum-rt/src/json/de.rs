//! The reader as serde's deserializer.

use std::borrow::Cow;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::Error;
use super::scan::{Keys, Number, Reader};

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.peek()? {
            b'{' => self.object(visitor),
            b'[' => self.array(visitor),
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            b't' => self.literal("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self
                .literal("false")
                .and_then(|()| visitor.visit_bool(false)),
            b'n' => self.literal("null").and_then(|()| visitor.visit_unit()),
            b'-' | b'0'..=b'9' => match self.number()? {
                Number::Signed(value) => visitor.visit_i64(value),
                Number::Unsigned(value) => visitor.visit_u64(value),
                Number::Float(value) => visitor.visit_f64(value),
            },
            _ => Err(self.error("expected a value")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek()? == b'n' {
            self.literal("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.peek()? == b'{' {
            return self.object(visitor);
        }
        Err(self.wrong_type(&visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // serde's structs also take arrays; JSON Schema's objects do not.
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.peek()? != b'"' {
            return Err(self.wrong_type(&visitor));
        }
        let text = self.string()?;
        visitor.visit_enum(IntoDeserializer::<Error>::into_deserializer(text))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.skip_value()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct identifier
    }
}

impl<'de> Reader<'de> {
    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        self.open()?;
        let mut members = Members {
            reader: self,
            keys: Keys::default(),
            key: Cow::Borrowed(""),
            state: State::First,
        };
        let value = visitor.visit_map(&mut members)?;
        match members.state {
            State::Ended => Ok(value),
            _ => Err(Error::custom("has more members than expected")),
        }
    }

    fn array<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        // A type that is no array must say so before the array is entered: then the error is about the array.
        self.open()?;
        let mut elements = Elements {
            reader: self,
            index: 0,
            ended: false,
        };
        let value = visitor.visit_seq(&mut elements)?;
        if elements.ended {
            Ok(value)
        } else {
            Err(Error::custom("has more elements than expected"))
        }
    }

    /// The value that is next has another type than the visitor takes.
    #[cold]
    fn wrong_type<'v, V: Visitor<'v>>(&mut self, visitor: &V) -> Error {
        let unexpected = match self.peek() {
            Ok(b'{') => Unexpected::Map,
            Ok(b'[') => Unexpected::Seq,
            Ok(b'"') => Unexpected::Str(""),
            Ok(b't' | b'f') => Unexpected::Bool(true),
            Ok(b'n') => Unexpected::Unit,
            Ok(b'-' | b'0'..=b'9') => Unexpected::Float(0.0),
            Ok(_) => return self.error("expected a value"),
            Err(error) => return error,
        };
        // Text that is not JSON is reported as such, whatever type was expected.
        match self.skip_value() {
            Ok(()) => Error::invalid_type(unexpected, visitor),
            Err(error) => error,
        }
    }
}

#[derive(PartialEq)]
enum State {
    First,
    Later,
    Ended,
}

struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    keys: Keys<'de>,
    key: Cow<'de, str>,
    state: State,
}

impl<'de> MapAccess<'de> for &mut Members<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.state == State::Ended || !self.reader.next_in(b'}', self.state == State::First)? {
            self.state = State::Ended;
            return Ok(None);
        }
        self.state = State::Later;
        self.key = self.reader.key(&mut self.keys)?;
        match &self.key {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::<Error>::new(key)),
            Cow::Owned(key) => seed.deserialize(StrDeserializer::<Error>::new(key)),
        }
        .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(&mut *self.reader)
            .map_err(|error| error.under(&self.key))
    }
}

struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    index: usize,
    ended: bool,
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.ended || !self.reader.next_in(b']', self.index == 0)? {
            self.ended = true;
            return Ok(None);
        }
        let index = self.index;
        self.index += 1;
        seed.deserialize(&mut *self.reader)
            .map(Some)
            .map_err(|error| error.under_index(index))
    }
}
