//! How fields of generated types are read and written where serde's own way would be too strict or too lax.
//!
//! A field says `#[serde(with = "As::<Present<Integer>>")]`: the format is a type, so that it nests in lists and maps.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::date_time;

mod rest;
mod text;

pub use self::rest::{Plain, Rest};
pub use self::text::Text;

/// Reads a value of type `T` in some format.
pub trait ReadAs<'de, T>: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// What the deserializer says.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// Writes a value of type `T` in some format.
pub trait WriteAs<T> {
    /// Writes the value.
    ///
    /// # Errors
    /// What the serializer says.
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;
}

/// The handle for `#[serde(with = "As::<FORMAT>")]`.
#[derive(Debug)]
pub struct As<F>(PhantomData<F>);

impl<F> As<F> {
    /// Reads a field in the format.
    ///
    /// # Errors
    /// What the deserializer says.
    pub fn deserialize<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>
    where
        F: ReadAs<'de, T>,
    {
        F::read(deserializer)
    }

    /// Writes a field in the format.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<T, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>
    where
        F: WriteAs<T>,
    {
        F::write(value, serializer)
    }
}

/// Reads an optional field that is there: null is a value only if it is one of `T`.
///
/// # Errors
/// What the deserializer says.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// An integer. `1.0` is one (JSON Schema: a number with a zero fraction).
#[derive(Debug)]
pub struct Integer;

/// An RFC 3339 date and time, written in UTC with milliseconds.
#[derive(Debug)]
pub struct DateTime;

/// An optional field: left out, or a value in format `F`, never null by itself.
#[derive(Debug)]
pub struct Present<F>(PhantomData<F>);

/// Null, or a value in format `F`.
#[derive(Debug)]
pub struct Nullable<F>(PhantomData<F>);

/// An array of values in format `F`.
#[derive(Debug)]
pub struct List<F>(PhantomData<F>);

/// An object with arbitrary keys and values in format `F`.
#[derive(Debug)]
pub struct Entries<F>(PhantomData<F>);

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i128, E> {
        if value.fract() != 0.0 {
            return Err(E::invalid_type(Unexpected::Float(value), &self));
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole, and it saturates far outside of what any of the types holds"
        )]
        Ok(value as i128)
    }
}

macro_rules! integers {
    ($($integer:ident $what:literal)*) => {
        $(impl<'de> ReadAs<'de, $integer> for Integer {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<$integer, D::Error> {
                let value = deserializer.deserialize_i64(IntegerVisitor)?;
                $integer::try_from(value).map_err(|_| {
                    D::Error::invalid_value(Unexpected::Other("another integer"), &$what)
                })
            }
        })*
    };
}

integers! {
    i8 "an 8-bit integer" i16 "a 16-bit integer" i32 "a 32-bit integer" i64 "a 64-bit integer"
    u8 "an unsigned 8-bit integer" u16 "an unsigned 16-bit integer"
    u32 "an unsigned 32-bit integer" u64 "an unsigned 64-bit integer"
}

impl<T: Serialize> WriteAs<T> for Integer {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

struct DateTimeVisitor;

impl Visitor<'_> for DateTimeVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(date_time::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        date_time::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

impl<'de> ReadAs<'de, Timestamp> for DateTime {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_str(DateTimeVisitor)
    }
}

impl WriteAs<Timestamp> for DateTime {
    fn write<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&date_time::format(*value))
    }
}

/// A value that serde reads in format `F`.
struct Read<T, F>(T, PhantomData<F>);

impl<'de, T, F: ReadAs<'de, T>> Deserialize<'de> for Read<T, F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        F::read(deserializer).map(|value| Self(value, PhantomData))
    }
}

/// A value that serde writes in format `F`.
struct Written<'a, T, F>(&'a T, PhantomData<F>);

impl<T, F: WriteAs<T>> Serialize for Written<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, serializer)
    }
}

impl<'de, T, F: ReadAs<'de, T>> ReadAs<'de, Option<T>> for Present<F> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        F::read(deserializer).map(Some)
    }
}

impl<T, F: WriteAs<T>> WriteAs<Option<T>> for Present<F> {
    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        value
            .as_ref()
            .map(|value| Written::<T, F>(value, PhantomData))
            .serialize(serializer)
    }
}

impl<'de, T, F: ReadAs<'de, T>> ReadAs<'de, Option<T>> for Nullable<F> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Option::<Read<T, F>>::deserialize(deserializer).map(|value| value.map(|read| read.0))
    }
}

impl<T, F: WriteAs<T>> WriteAs<Option<T>> for Nullable<F> {
    fn write<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        Present::<F>::write(value, serializer)
    }
}

impl<'de, T, F: ReadAs<'de, T>> ReadAs<'de, Vec<T>> for List<F> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let items = Vec::<Read<T, F>>::deserialize(deserializer)?;
        Ok(items.into_iter().map(|read| read.0).collect())
    }
}

impl<T, F: WriteAs<T>> WriteAs<Vec<T>> for List<F> {
    fn write<S: Serializer>(value: &Vec<T>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(value.iter().map(|item| Written::<T, F>(item, PhantomData)))
    }
}

impl<'de, T, F: ReadAs<'de, T>> ReadAs<'de, BTreeMap<String, T>> for Entries<F> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
        let entries = BTreeMap::<String, Read<T, F>>::deserialize(deserializer)?;
        Ok(entries
            .into_iter()
            .map(|(key, read)| (key, read.0))
            .collect())
    }
}

impl<T, F: WriteAs<T>> WriteAs<BTreeMap<String, T>> for Entries<F> {
    fn write<S: Serializer>(value: &BTreeMap<String, T>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            value
                .iter()
                .map(|(key, item)| (key, Written::<T, F>(item, PhantomData))),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use serde::{Deserialize, Serialize};

    use super::{As, DateTime, Entries, Integer, List, Nullable, Present, present};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        #[serde(with = "As::<Integer>")]
        id: i64,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "As::<Present<Integer>>"
        )]
        count: Option<i32>,
        #[serde(with = "As::<Nullable<DateTime>>")]
        ends_at: Option<Timestamp>,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "present"
        )]
        lang: Option<Option<String>>,
        #[serde(with = "As::<List<Nullable<Integer>>>")]
        list: Vec<Option<i64>>,
        #[serde(with = "As::<Entries<List<Integer>>>")]
        map: BTreeMap<String, Vec<i64>>,
    }

    fn read(text: &str) -> Result<Sample, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn integers_may_have_a_zero_fraction_anywhere() {
        let sample =
            read(r#"{"id":1.0,"count":2e0,"ends_at":null,"list":[1.0,null],"map":{"a":[3.0]}}"#)
                .expect("valid");
        assert_eq!((sample.id, sample.count), (1, Some(2)));
        assert_eq!(sample.list, [Some(1), None]);
        assert_eq!(
            serde_json::to_string(&sample).expect("writes"),
            r#"{"id":1,"count":2,"ends_at":null,"list":[1,null],"map":{"a":[3]}}"#
        );
        assert!(read(r#"{"id":1.5,"ends_at":null,"list":[],"map":{}}"#).is_err());
        assert!(read(r#"{"id":1e19,"ends_at":null,"list":[],"map":{}}"#).is_err());
        assert!(read(r#"{"id":1,"count":3000000000,"ends_at":null,"list":[],"map":{}}"#).is_err());
    }

    #[test]
    fn absent_and_null_are_told_apart() {
        let with = |rest: &str| read(&format!(r#"{{"id":1,"list":[],"map":{{}}{rest}}}"#));
        assert!(with("").is_err(), "a required nullable field must be there");
        assert!(
            with(r#","ends_at":null,"count":null"#).is_err(),
            "null is not an integer"
        );
        let absent = with(r#","ends_at":null"#).map(|sample| sample.lang);
        assert_eq!(absent.ok(), Some(None));
        let null = with(r#","ends_at":null,"lang":null"#).map(|sample| sample.lang);
        assert_eq!(null.ok(), Some(Some(None)));
        let value = with(r#","ends_at":"2026-03-01T12:00:00+01:00","lang":"en""#).expect("valid");
        assert_eq!(value.lang, Some(Some("en".to_owned())));
        assert!(
            serde_json::to_string(&value)
                .expect("writes")
                .contains(r#""ends_at":"2026-03-01T11:00:00.000Z""#)
        );
    }
}
