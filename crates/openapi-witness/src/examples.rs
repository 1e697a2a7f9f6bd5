//! Every example of a document decodes into its type and is written again equal, as JSON.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads a value as a type and writes it again.
pub type Again = fn(&Value) -> Result<Value, serde_json::Error>;

/// [`Again`] for `T`.
///
/// # Errors
/// When the value cannot be read as a `T`.
pub fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Result<Value, serde_json::Error> {
    // Through text, as on the wire.
    let decoded: T = serde_json::from_str(&value.to_string())?;
    serde_json::to_value(decoded)
}

/// A document and the types of its component schemas, by name.
pub struct Examples<'a> {
    /// The document.
    pub document: &'a Value,
    /// Every component schema with its type.
    pub components: &'a [(&'a str, Again)],
}

impl Examples<'_> {
    /// # Panics
    /// When the document has other schemas than there are types.
    pub fn assert_every_schema_has_a_type(&self) {
        let schemas = self.document["components"]["schemas"].as_object();
        let schemas = schemas.expect("there are schemas");
        let schemas: BTreeSet<_> = schemas.keys().map(String::as_str).collect();
        let types: BTreeSet<_> = self.components.iter().map(|(name, _)| *name).collect();
        assert_eq!(schemas, types);
    }

    /// # Panics
    /// When an example of a schema is not written again as it was read.
    pub fn assert_schemas(&self) {
        let mut wrong = Vec::new();
        for (name, _) in self.components {
            let schema = &self.document["components"]["schemas"][name];
            let example = schema.get("example").expect("every schema has an example");
            self.check(name, example, &mut wrong);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// # Panics
    /// When the example of a schema with that of one of its properties is not written again as it was read.
    pub fn assert_properties(&self) {
        let mut wrong = Vec::new();
        for (name, _) in self.components {
            let schema = &self.document["components"]["schemas"][name];
            for (property, of_property) in schema["properties"].as_object().into_iter().flatten() {
                if let Some(example) = of_property.get("example") {
                    let mut value = schema["example"].clone();
                    value[property] = example.clone();
                    self.check(name, &value, &mut wrong);
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// # Panics
    /// When the example of a component answer is not written again by `error` as it was read.
    pub fn assert_answers(&self, error: Again) {
        let mut wrong = Vec::new();
        let responses = self.document["components"]["responses"].as_object();
        for (name, response) in responses.expect("there are responses") {
            let example = &response["content"]["application/json"]["example"];
            check_as(name, error, example, example, &mut wrong);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn type_of(&self, name: &str) -> Option<Again> {
        let mut components = self.components.iter();
        let (_, again) = components.find(|(component, _)| *component == name)?;
        Some(*again)
    }

    /// The union that a schema is a member of, and its tag property. The union writes the tag, not the member.
    fn union_of(&self, member: &str) -> Option<(Again, String)> {
        let schemas = self.document["components"]["schemas"].as_object()?;
        let reference = format!("#/components/schemas/{member}");
        let (name, union) = schemas.iter().find(|(_, schema)| {
            schema["discriminator"]["mapping"]
                .as_object()
                .is_some_and(|mapping| mapping.values().any(|target| target == &reference))
        })?;
        let property = union["discriminator"]["propertyName"].as_str()?;
        Some((self.type_of(name)?, property.to_owned()))
    }

    /// Checks a value of a component: as its type and, when it is a member of a union, as the union too.
    fn check(&self, name: &str, value: &Value, out: &mut Vec<String>) {
        let again = self.type_of(name).expect("every schema has a type");
        let mut own = value.clone();
        if let Some((union, property)) = self.union_of(name) {
            check_as(&format!("{name} as its union"), union, value, value, out);
            own.as_object_mut()
                .expect("a member is an object")
                .shift_remove(&property);
        }
        check_as(name, again, value, &own, out);
    }
}

fn check_as(place: &str, again: Again, value: &Value, expected: &Value, out: &mut Vec<String>) {
    match again(value) {
        Ok(written) if written == *expected => {}
        Ok(written) => out.push(format!("{place}: {value} is written again as {written}")),
        Err(error) => out.push(format!("{place}: {value} cannot be read: {error}")),
    }
}
