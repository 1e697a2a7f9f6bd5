//! Brings derived documents to the terms of OpenAPI 3.0.
//!
//! Derived schemas are JSON Schema 2020-12; the document under test is OpenAPI 3.0. Lowering rewrites spelling only:
//! nothing is dropped that carries a statement.

mod document;
mod schema;

use serde_json::{Map, Value, json};

/// Lowers schemas that `schemars` 1 collected, an object with `$defs`, to a document with `components/schemas`.
#[must_use]
pub fn lower_schemars(derived: &Value) -> Value {
    let mut definitions = derived
        .get("$defs")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    for (name, definition) in &mut definitions {
        // schemars names every root after its type; only another title is a statement.
        if let Some(members) = definition.as_object_mut()
            && members.get("title").and_then(Value::as_str) == Some(name)
        {
            members.shift_remove("title");
        }
    }
    json!({ "components": { "schemas": lower_definitions(&definitions) } })
}

/// Lowers the document that `utoipa` 6 derives (OpenAPI 3.1) to OpenAPI 3.0.
#[must_use]
pub fn lower_utoipa(derived: &Value) -> Value {
    document::lower(derived)
}

fn lower_definitions(definitions: &Map<String, Value>) -> Map<String, Value> {
    let lower = schema::Lower { definitions };
    definitions
        .iter()
        .map(|(name, definition)| (name.clone(), lower.schema(definition)))
        .collect()
}
