//! JSON Schema 2020-12 to the schema object of OpenAPI 3.0.

use serde_json::{Map, Value, json};

const NULL: &str = "null";

/// Lowers schemas that refer to `definitions`.
pub(super) struct Lower<'a> {
    /// Every named schema, not lowered.
    pub(super) definitions: &'a Map<String, Value>,
}

impl Lower<'_> {
    /// The schema in 3.0 terms.
    pub(super) fn schema(&self, schema: &Value) -> Value {
        let Some(members) = schema.as_object() else {
            return schema.clone();
        };
        let mut out = Map::new();
        for (key, value) in members {
            self.member(key, value, &mut out);
        }
        self.union_with_null(&mut out);
        self.reference(&mut out);
        if out.get("type") == Some(&json!("object"))
            && ![
                "properties",
                "additionalProperties",
                "allOf",
                "oneOf",
                "anyOf",
            ]
            .iter()
            .any(|key| out.contains_key(*key))
        {
            out.insert("properties".to_owned(), json!({}));
        }
        out.into()
    }

    fn member(&self, key: &str, value: &Value, out: &mut Map<String, Value>) {
        let mut put = |key: &str, value: Value| {
            out.insert(key.to_owned(), value);
        };
        match (key, value) {
            ("$schema", _) => {}
            // Every key of a JSON object is a string.
            ("propertyNames", names) if *names == json!({ "type": "string" }) => {}
            ("$ref", Value::String(reference)) => {
                put(
                    "$ref",
                    reference
                        .replace("#/$defs/", "#/components/schemas/")
                        .into(),
                );
            }
            ("const", value) => put("enum", json!([value])),
            ("examples", Value::Array(examples)) if examples.len() == 1 => {
                put("example", examples[0].clone());
            }
            ("type", Value::Array(types)) => {
                let rest: Vec<_> = types.iter().filter(|kind| *kind != NULL).collect();
                if rest.len() < types.len() {
                    put("nullable", true.into());
                }
                match rest.as_slice() {
                    [one] => put("type", (*one).clone()),
                    many => put("type", json!(many)),
                }
            }
            ("enum", Value::Array(values)) if values.contains(&Value::Null) => {
                put("nullable", true.into());
                put(
                    "enum",
                    values
                        .iter()
                        .filter(|value| !value.is_null())
                        .cloned()
                        .collect(),
                );
            }
            ("exclusiveMinimum", Value::Number(bound)) => {
                put("minimum", bound.clone().into());
                put("exclusiveMinimum", true.into());
            }
            ("exclusiveMaximum", Value::Number(bound)) => {
                put("maximum", bound.clone().into());
                put("exclusiveMaximum", true.into());
            }
            ("required", Value::Array(names)) if names.is_empty() => {}
            ("properties", Value::Object(properties)) => put(
                "properties",
                properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), self.schema(schema)))
                    .collect::<Map<_, _>>()
                    .into(),
            ),
            ("additionalProperties" | "items", Value::Object(inner)) if inner.is_empty() => {
                put(
                    key,
                    if key == "items" {
                        json!({})
                    } else {
                        true.into()
                    },
                );
            }
            ("additionalProperties" | "items" | "not", inner) => put(key, self.schema(inner)),
            ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                put(
                    key,
                    branches.iter().map(|branch| self.schema(branch)).collect(),
                );
            }
            _ => put(key, value.clone()),
        }
    }

    /// `anyOf: [X, null]` is X with `nullable`.
    fn union_with_null(&self, out: &mut Map<String, Value>) {
        for key in ["anyOf", "oneOf"] {
            let Some(branches) = out.get(key).and_then(Value::as_array) else {
                continue;
            };
            let rest: Vec<Value> = branches
                .iter()
                .filter(|branch| branch.get("type") != Some(&json!(NULL)))
                .cloned()
                .collect();
            if rest.len() == branches.len() {
                continue;
            }
            out.insert("nullable".to_owned(), true.into());
            let [one] = rest.as_slice() else {
                out.insert(key.to_owned(), rest.into());
                continue;
            };
            out.shift_remove(key);
            for (key, value) in one.as_object().into_iter().flatten() {
                out.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }

    /// A reference with siblings is `allOf` in 3.0, and a nullable one repeats the type of its target.
    fn reference(&self, out: &mut Map<String, Value>) {
        if out.len() < 2 {
            return;
        }
        let Some(reference) = out.shift_remove("$ref") else {
            return;
        };
        if out.get("nullable") == Some(&Value::Bool(true))
            && let Some(kind) = self.type_of(&reference)
        {
            out.entry("type").or_insert(kind);
        }
        out.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }

    fn type_of(&self, reference: &Value) -> Option<Value> {
        let name = reference.as_str()?.rsplit('/').next()?;
        self.definitions.get(name)?.get("type").cloned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::Lower;

    fn lower(schema: Value) -> Value {
        let definitions = Map::from_iter([("Pet".to_owned(), json!({ "type": "object" }))]);
        Lower {
            definitions: &definitions,
        }
        .schema(&schema)
    }

    #[test]
    fn null_becomes_nullable_in_each_spelling() {
        assert_eq!(
            lower(json!({ "type": ["string", "null"] })),
            json!({ "nullable": true, "type": "string" })
        );
        assert_eq!(
            lower(
                json!({ "description": "x", "anyOf": [{ "$ref": "#/$defs/Pet" }, { "type": "null" }] })
            ),
            json!({ "description": "x", "nullable": true, "type": "object", "allOf": [{ "$ref": "#/components/schemas/Pet" }] })
        );
        assert_eq!(
            lower(json!({ "oneOf": [{ "type": "null" }, { "type": "integer", "minimum": 1 }] })),
            json!({ "nullable": true, "type": "integer", "minimum": 1 })
        );
        assert_eq!(
            lower(json!({ "type": "string", "enum": ["a", null] })),
            json!({ "type": "string", "nullable": true, "enum": ["a"] })
        );
    }

    #[test]
    fn spelling_is_rewritten_and_statements_are_kept() {
        assert_eq!(
            lower(json!({ "const": "a", "examples": ["a"], "type": "string" })),
            json!({ "enum": ["a"], "example": "a", "type": "string" })
        );
        assert_eq!(
            lower(json!({ "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9 })),
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": true })
        );
        assert_eq!(
            lower(json!({ "type": "object" })),
            json!({ "type": "object", "properties": {} })
        );
        assert_eq!(
            lower(
                json!({ "type": "object", "additionalProperties": {}, "propertyNames": { "type": "string" } })
            ),
            json!({ "type": "object", "additionalProperties": true })
        );
    }
}
