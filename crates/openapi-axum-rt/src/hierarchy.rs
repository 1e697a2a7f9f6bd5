//! Bases that other schemas extend: a property of the base names the schema that a value is of.
//!
//! The base is what a value without such a name is read as, so nothing that its schema takes is refused for its name.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use crate::content::Content;
use crate::union;

/// An object that is held until it is known what it should be.
#[derive(Debug)]
pub struct Member(Vec<(String, Content)>);

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::members(deserializer).map(Self)
    }
}

impl Member {
    /// The text of a property; `None` where it is missing or something else.
    #[must_use]
    pub fn tag(&self, property: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(key, _)| key == property)?;
        match value {
            Content::String(text) => Some(text),
            _ => None,
        }
    }

    /// Reads the whole object as a `T`.
    ///
    /// # Errors
    /// What `T` says, with the place inside the object.
    pub fn read<T: DeserializeOwned, E: serde::de::Error>(self) -> Result<T, E> {
        T::deserialize(Content::Object(self.0)).map_err(E::custom)
    }
}

/// Writes a member that has one of `tags` as its `property`; a member that says something else gets the first.
///
/// # Errors
/// What the member says, or that it is no object.
pub fn write<T: Serialize, S: Serializer>(
    member: &T,
    property: &str,
    tags: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(member).map_err(S::Error::custom)?;
    let Value::Object(members) = &mut value else {
        return Err(S::Error::custom("must be an object"));
    };
    let tag = members.get(property).and_then(Value::as_str);
    if let (false, Some(first)) = (tag.is_some_and(|tag| tags.contains(&tag)), tags.first()) {
        members.insert(property.to_owned(), Value::from(*first));
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{Member, write};
    use crate::json;

    fn written(member: &Value) -> Value {
        write(
            member,
            "kind",
            &["cat", "kitten"],
            serde_json::value::Serializer,
        )
        .expect("an object")
    }

    #[test]
    fn the_tag_of_the_member_is_written() {
        for kind in ["cat", "kitten"] {
            let member = json!({ "kind": kind, "lives": 9 });
            assert_eq!(written(&member), member);
        }
        let cat = json!({ "kind": "cat", "lives": 9 });
        assert_eq!(written(&json!({ "kind": "dog", "lives": 9 })), cat);
        assert_eq!(written(&json!({ "kind": null, "lives": 9 })), cat);
        assert_eq!(written(&json!({ "lives": 9 })), cat);
    }

    #[test]
    fn what_is_no_object_is_not_written() {
        let refused = write(&json!(1), "kind", &["cat"], serde_json::value::Serializer);
        assert!(refused.is_err());
    }

    #[test]
    fn a_tag_is_a_text() {
        let read = |text: &str| json::from_slice::<Member>(text.as_bytes()).expect("an object");
        assert_eq!(read(r#"{"kind": "cat"}"#).tag("kind"), Some("cat"));
        assert_eq!(read(r#"{"kind": 1}"#).tag("kind"), None);
        assert_eq!(read("{}").tag("kind"), None);
    }

    #[test]
    fn errors_keep_their_place() {
        let text = br#"{"lives": {"left": "x"}}"#;
        let member = json::from_slice::<Member>(text).expect("an object");
        let read: Result<BTreeMap<String, BTreeMap<String, u8>>, json::Error> = member.read();
        let violation = read.expect_err("a text is no number").into_violation();
        assert_eq!(violation.pointer, "/lives/left");
    }
}
