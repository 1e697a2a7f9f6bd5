//! The keys of the configuration and its JSON Schema, both from the struct.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::{Config, file};

/// A setting that takes a value.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// As the file writes it, with its section: `admin.listen`.
    pub(super) path: String,
    /// Whether its value must not be printed.
    pub(super) secret: bool,
}

/// Every key, in the order of the struct.
static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let mut keys = Vec::new();
    collect(&derived(), "", &mut keys);
    keys
});

/// Every key, in the order of the struct.
pub(super) fn all() -> &'static [Key] {
    &KEYS
}

/// The key of a flag's field or of a variable in lower case: the path with underscores alone.
pub(super) fn named(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path.replace('.', "_") == name)
}

/// The JSON Schema (draft 2020-12) of the configuration file.
pub fn schema() -> Value {
    let mut schema = derived();
    for (key, value) in file::defaults() {
        let path = key.path.replace('.', "/properties/");
        if let Some(Value::Object(property)) = schema.pointer_mut(&format!("/properties/{path}")) {
            property.insert("default".to_owned(), value);
        }
    }
    schema
}

/// As derived, without what holds for the struct but not for a file: that every value is there.
fn derived() -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<Config>();
    let mut schema = schema.to_value();
    without_required(&mut schema);
    schema
}

fn without_required(schema: &mut Value) {
    if let Value::Object(schema) = schema {
        schema.remove("required");
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.values_mut().for_each(without_required);
        }
    }
}

fn collect(schema: &Value, section: &str, keys: &mut Vec<Key>) {
    let properties = schema["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        let path = format!("{section}{name}");
        if property.get("properties").is_some() {
            collect(property, &format!("{path}."), keys);
        } else {
            let secret = property["writeOnly"] == true;
            keys.push(Key { path, secret });
        }
    }
}

/// Puts a value at a path, making the sections on the way.
pub(super) fn put(document: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        Some((section, rest)) => {
            let section = document
                .entry(section)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(section) = section {
                put(section, rest, value);
            }
        }
        None => {
            document.insert(path.to_owned(), value);
        }
    }
}
