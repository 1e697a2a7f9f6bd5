//! Values that a schema allows, preferably those that the document shows.

use serde_json::{Map, Value, json};

use crate::pointer;

/// Types of JSON, as schemas name them.
pub(crate) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() == 0.0) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value is of the type that a schema names.
pub(crate) fn is_of(value: &Value, kind: &str) -> bool {
    let own = type_of(value);
    own == kind || (own == "integer" && kind == "number")
}

/// The target of the references that `schema` begins with.
pub(crate) fn target<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    pointer::resolve(document, schema, "").map_or(schema, |(target, ..)| target)
}

/// Types that values of the schema can have; empty when any.
pub(crate) fn types(document: &Value, schema: &Value) -> Vec<String> {
    let schema = target(document, schema);
    if let Some(kind) = schema.get("type").and_then(Value::as_str) {
        return vec![kind.to_owned()];
    }
    if schema.get("discriminator").is_some() {
        return vec!["object".to_owned()];
    }
    ["oneOf", "allOf"]
        .iter()
        .filter_map(|key| schema.get(*key)?.as_array())
        .flatten()
        .flat_map(|branch| types(document, branch))
        .collect()
}

/// A value of the schema: its example if it has one, else the plainest value that it allows.
pub(crate) fn sample(document: &Value, schema: &Value) -> Value {
    sample_at(document, schema, 0)
}

fn sample_at(document: &Value, schema: &Value, depth: usize) -> Value {
    let schema = target(document, schema);
    if depth > 16 {
        return Value::Null;
    }
    for key in ["example", "default"] {
        if let Some(value) = schema.get(key).filter(|value| !value.is_null()) {
            return value.clone();
        }
    }
    for key in ["enum", "x-extensible-enum"] {
        if let Some(value) = schema.get(key).and_then(|values| values.get(0)) {
            return value.clone();
        }
    }
    if let Some(branch) = ["oneOf", "allOf"]
        .iter()
        .find_map(|key| schema.get(*key)?.get(0))
    {
        return sample_at(document, branch, depth + 1);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => json!(text(schema)),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("boolean") => json!(true),
        Some("array") => {
            let item = sample_at(document, &schema["items"], depth + 1);
            let count = schema.get("minItems").and_then(Value::as_u64).unwrap_or(1);
            (0..count).map(|at| vary(&item, at)).collect()
        }
        _ => object(document, schema, depth),
    }
}

fn object(document: &Value, schema: &Value, depth: usize) -> Value {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), sample_at(document, schema, depth + 1)))
        .collect::<Map<_, _>>()
        .into()
}

fn text(schema: &Value) -> String {
    if schema.get("format").and_then(Value::as_str) == Some("date-time") {
        return "2026-11-20T09:30:00.125Z".to_owned();
    }
    let bound = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_u64)
            .and_then(|bound| usize::try_from(bound).ok())
    };
    let count = bound("minLength").unwrap_or(1).max(1);
    "a".repeat(count.min(bound("maxLength").unwrap_or(count)))
}

/// The value, made different from what other numbers make of it, if its type allows that.
pub(crate) fn vary(value: &Value, number: u64) -> Value {
    if number == 0 {
        return value.clone();
    }
    match value {
        Value::String(text) => json!(format!("{text}{}", letters(number))),
        Value::Number(n) => n
            .as_i64()
            .map_or_else(|| value.clone(), |n| json!(n.wrapping_add(number as i64))),
        Value::Object(members) => {
            let mut members = members.clone();
            if let Some(member) = members
                .values_mut()
                .find(|member| matches!(type_of(member), "string" | "integer"))
            {
                *member = vary(member, number);
            }
            members.into()
        }
        other => other.clone(),
    }
}

/// A number in letters, which more patterns allow than digits.
fn letters(number: u64) -> String {
    let mut rest = number;
    let mut text = String::new();
    while rest > 0 {
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        text.insert(0, char::from(b'a' + letter));
        rest /= 26;
    }
    text
}
