//! A schema of draft 4 as the request body of an OpenAPI 3.0 document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Keywords that OpenAPI 3.0 does not have, or has with another meaning.
const INEXPRESSIBLE: [&str; 4] = ["additionalItems", "patternProperties", "dependencies", "id"];

/// The component that the schema becomes.
const ROOT: &str = "Root";

/// The document, as text.
///
/// # Errors
///
/// What in the schema OpenAPI 3.0 cannot express.
pub(super) fn of(schema: &Value) -> Result<String, String> {
    let mut names = BTreeMap::new();
    for (index, name) in schema["definitions"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .enumerate()
    {
        names.insert(name.clone(), format!("Definition{}", index + 1));
    }
    let writer = Writer { names: &names };
    let mut schemas = Map::new();
    let mut root = schema.clone();
    if let Some(members) = root.as_object_mut() {
        members.remove("definitions");
    }
    schemas.insert(ROOT.to_owned(), writer.schema(&root)?);
    for (name, definition) in schema["definitions"].as_object().into_iter().flatten() {
        schemas.insert(names[name].clone(), writer.schema(definition)?);
    }
    schemas.insert(
        "Error".to_owned(),
        json!({ "type": "object", "required": ["message"], "properties": { "message": { "type": "string" } } }),
    );
    let failure = json!({
        "description": "What is wrong.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Suite", "version": "1" },
        "paths": { "/": { "post": {
            "operationId": "send",
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{ROOT}") } } },
            },
            "responses": { "204": { "description": "Done." }, "400": failure },
        } } },
        "components": { "schemas": schemas },
    });
    Ok(document.to_string())
}

struct Writer<'a> {
    /// Components by the names of definitions.
    names: &'a BTreeMap<String, String>,
}

impl Writer<'_> {
    fn schema(&self, schema: &Value) -> Result<Value, String> {
        let Some(members) = schema.as_object() else {
            return Err("a schema that is no object".to_owned());
        };
        let mut written = Map::new();
        if let Some(Value::String(reference)) = members.get("$ref") {
            // OpenAPI 3.0 ignores what stands beside it, as draft 4 does.
            written.insert("$ref".to_owned(), json!(self.reference(reference)?));
            return Ok(Value::Object(written));
        }
        for (key, value) in members {
            if INEXPRESSIBLE.contains(&key.as_str()) {
                return Err(format!("`{key}`"));
            }
            match key.as_str() {
                "$schema" | "$comment" => continue,
                "type" if value.is_array() => return Err("type arrays".to_owned()),
                // OpenAPI 3.0 has no type null; a list of one value says the same.
                "type" if value == "null" => {
                    written.insert("enum".to_owned(), json!([null]));
                    continue;
                }
                _ => {}
            }
            written.insert(key.clone(), self.keyword(key, value)?);
        }
        Ok(Value::Object(written))
    }

    fn keyword(&self, key: &str, value: &Value) -> Result<Value, String> {
        match (key, value) {
            // Definitions inside definitions stay where they are: a reference may lead anywhere.
            ("properties" | "definitions", Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, schema)| Ok((name.clone(), self.schema(schema)?)));
                Ok(Value::Object(members.collect::<Result<_, String>>()?))
            }
            ("items", Value::Array(_)) => Err("tuples".to_owned()),
            ("items" | "not", schema) => self.schema(schema),
            ("additionalProperties", schema) if schema.is_object() => self.schema(schema),
            ("allOf" | "anyOf" | "oneOf", Value::Array(list)) => {
                let list = list.iter().map(|schema| self.schema(schema));
                Ok(Value::Array(list.collect::<Result<_, String>>()?))
            }
            (_, other) => Ok(other.clone()),
        }
    }

    fn reference(&self, reference: &str) -> Result<String, String> {
        let Some(pointer) = reference.strip_prefix('#') else {
            return Err("remote references".to_owned());
        };
        let pointer = percent_decoded(pointer);
        if !(pointer.is_empty() || pointer.starts_with('/')) {
            return Err("`id`".to_owned());
        }
        let Some(rest) = pointer.strip_prefix("/definitions/") else {
            return Ok(format!("#/components/schemas/{ROOT}{pointer}"));
        };
        let (name, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let name = name.replace("~1", "/").replace("~0", "~");
        let component = self.names.get(&name).ok_or("a reference to nothing")?;
        let slash = if rest.is_empty() { "" } else { "/" };
        Ok(format!("#/components/schemas/{component}{slash}{rest}"))
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
