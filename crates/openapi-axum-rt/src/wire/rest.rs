//! Members that the document does not name, beside those that it does.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::{Entries, ReadAs, WriteAs};
use crate::content::Content;

/// The members of an object that no field takes, with values in format `F`: for `#[serde(flatten)]`.
///
/// serde holds such members back in a form of its own, which has no places and in which 1.0 is no integer. They are read
/// from a form of ours.
#[derive(Debug)]
pub struct Rest<F>(PhantomData<F>);

/// A value as serde reads and writes its type.
#[derive(Debug)]
pub struct Plain;

impl<'de, T, F> ReadAs<'de, BTreeMap<String, T>> for Rest<F>
where
    F: for<'c> ReadAs<'c, T>,
{
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
        let members = BTreeMap::<String, Content>::deserialize(deserializer)?;
        let values = members.into_iter().map(|(key, value)| {
            let value = F::read(value).map_err(|error| D::Error::custom(error.under(&key)))?;
            Ok((key, value))
        });
        values.collect()
    }
}

impl<T, F: WriteAs<T>> WriteAs<BTreeMap<String, T>> for Rest<F> {
    fn write<S: Serializer>(value: &BTreeMap<String, T>, serializer: S) -> Result<S::Ok, S::Error> {
        Entries::<F>::write(value, serializer)
    }
}

impl<'de, T: Deserialize<'de>> ReadAs<'de, T> for Plain {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T: Serialize> WriteAs<T> for Plain {
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::{Plain, Rest};
    use crate::wire::{As, Integer};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Counts {
        name: String,
        #[serde(flatten, with = "As::<Rest<Integer>>")]
        rest: BTreeMap<String, i64>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Nested {
        #[serde(flatten, with = "As::<Rest<Plain>>")]
        rest: BTreeMap<String, Counts>,
    }

    #[test]
    fn members_without_a_field_are_read_like_others() {
        let text = br#"{"a":1.0,"name":"n","b":2}"#;
        let counts: Counts = crate::json::from_slice(text).expect("is of the type");
        assert_eq!(counts.rest["a"], 1);
        let written = serde_json::to_string(&counts).expect("can be written");
        assert_eq!(written, r#"{"name":"n","a":1,"b":2}"#);
    }

    #[test]
    fn a_fault_in_them_has_its_place() {
        let text = br#"{"x":{"name":"n"},"y":{"name":"n","b":"c"}}"#;
        let error = crate::json::from_slice::<Nested>(text).expect_err("a text is no number");
        let violation = error.into_violation();
        assert_eq!(violation.pointer, "/y/b");
        assert_eq!(violation.detail, "must be an integer, not a string");
    }
}
