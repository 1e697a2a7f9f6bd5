//! The judge: crate `jsonschema` on the document's schemas, rewritten from OpenAPI 3.0 to JSON Schema 2020-12.

use std::cell::RefCell;
use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::site::variants;

/// Says whether values keep schemas.
pub(crate) struct Judge {
    definitions: Value,
    validators: RefCell<HashMap<String, Validator>>,
}

impl Judge {
    /// A judge that knows the schemas of the document.
    pub(crate) fn new(document: &Value) -> Self {
        let definitions: Map<String, Value> = document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), rewrite(schema)))
            .collect();
        Self {
            definitions: definitions.into(),
            validators: RefCell::default(),
        }
    }

    /// Whether `value` keeps `schema`, a schema object of the document.
    pub(crate) fn accepts(&self, schema: &Value, value: &Value) -> Result<bool, String> {
        let key = schema.to_string();
        let mut validators = self.validators.borrow_mut();
        let validator = match validators.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(self.build(schema)?),
        };
        Ok(validator.is_valid(value))
    }

    fn build(&self, schema: &Value) -> Result<Validator, String> {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": self.definitions,
            "allOf": [rewrite(schema)],
        });
        jsonschema::options()
            .should_validate_formats(true)
            .build(&whole)
            .map_err(|error| format!("the judge cannot read the schema {schema}: {error}"))
    }
}

/// A schema object of OpenAPI 3.0 as JSON Schema.
fn rewrite(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
        return json!({ "$ref": reference.replace("#/components/schemas/", "#/$defs/") });
    }
    if let Some(variants) = variants(schema) {
        return union(&variants);
    }
    let flag = |key: &str| members.get(key) == Some(&Value::Bool(true));
    let mut out = Map::new();
    for (key, value) in members {
        match (key.as_str(), value) {
            ("nullable" | "exclusiveMinimum" | "exclusiveMaximum" | "example" | "xml", _) => {}
            ("minimum", bound) if flag("exclusiveMinimum") => {
                out.insert("exclusiveMinimum".to_owned(), bound.clone());
            }
            ("maximum", bound) if flag("exclusiveMaximum") => {
                out.insert("exclusiveMaximum".to_owned(), bound.clone());
            }
            ("properties", Value::Object(properties)) => {
                let properties: Map<_, _> = properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), rewrite(schema)))
                    .collect();
                out.insert(key.clone(), properties.into());
            }
            ("items" | "additionalProperties" | "not", inner) => {
                out.insert(key.clone(), rewrite(inner));
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                out.insert(key.clone(), branches.iter().map(rewrite).collect());
            }
            _ if key.starts_with("x-") => {}
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    let mut out = with_width(out);
    if flag("nullable") {
        out = json!({ "anyOf": [{ "type": "null" }, out] });
    }
    out
}

/// `int32` and `int64` are annotations in JSON Schema and bounds in OpenAPI.
fn with_width(schema: Map<String, Value>) -> Value {
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => json!({ "minimum": i32::MIN, "maximum": i32::MAX }),
        Some("int64") => json!({ "minimum": i64::MIN, "maximum": i64::MAX }),
        _ => return schema.into(),
    };
    json!({ "allOf": [schema, bounds] })
}

/// The tag alone decides which form applies.
fn union(variants: &[(String, String, String)]) -> Value {
    let Some((property, ..)) = variants.first() else {
        return false.into();
    };
    let tags: Vec<_> = variants.iter().map(|(_, tag, _)| tag).collect();
    let forms: Vec<_> = variants
        .iter()
        .map(|(property, tag, reference)| {
            json!({
                "if": { "properties": { property: { "const": tag } } },
                "then": rewrite(&json!({ "$ref": reference })),
            })
        })
        .collect();
    json!({
        "type": "object",
        "required": [property],
        "properties": { property: { "enum": tags } },
        "allOf": forms,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Judge;

    #[test]
    fn terms_of_openapi_are_understood() {
        let judge = Judge::new(&json!({ "components": { "schemas": {
            "Cat": { "type": "object", "required": ["lives"], "properties": { "lives": { "type": "integer" } } },
            "Dog": { "type": "object" },
        } } }));
        let accepts = |schema: &serde_json::Value, value: serde_json::Value| {
            judge
                .accepts(schema, &value)
                .expect("the schema is well formed")
        };
        let nullable = json!({ "type": "object", "nullable": true, "allOf": [{ "$ref": "#/components/schemas/Cat" }] });
        assert!(accepts(&nullable, json!(null)));
        assert!(!accepts(&nullable, json!({})));
        let union = json!({
            "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
            "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat" } },
        });
        assert!(accepts(&union, json!({ "kind": "cat", "lives": 9 })));
        assert!(!accepts(&union, json!({ "kind": "cat" })));
        assert!(accepts(&union, json!({ "kind": "Dog" })));
        assert!(!accepts(&union, json!({ "kind": "dog" })));
        let bound =
            json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true, "format": "int32" });
        assert!(!accepts(&bound, json!(1)));
        assert!(accepts(&bound, json!(2.0)));
        assert!(!accepts(&bound, json!(1_i64 << 31)));
        assert!(!accepts(
            &json!({ "type": "string", "format": "date-time" }),
            json!("2026-02-30T00:00:00Z")
        ));
    }
}
