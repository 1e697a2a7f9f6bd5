//! OpenAPI 3.1 to 3.0, around the schemas.

use serde_json::{Map, Value};

use super::schema::Lower;

/// Lowers every schema of the document, wherever it stands; the rest is spelled the same in both versions.
pub(super) fn lower(derived: &Value) -> Value {
    let empty = Map::new();
    let definitions = derived
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let lower = Lower { definitions };
    let mut document = derived.clone();
    for item in objects(document.get_mut("paths")) {
        for operation in objects(Some(item)) {
            lower_operation(&lower, operation);
        }
    }
    if let Some(components) = document.get_mut("components") {
        for kind in ["parameters", "headers"] {
            objects(components.get_mut(kind)).for_each(|value| lower_described(&lower, value));
        }
        objects(components.get_mut("requestBodies")).for_each(|body| lower_content(&lower, body));
        objects(components.get_mut("responses"))
            .for_each(|response| lower_response(&lower, response));
        if components.get("schemas").is_some() {
            components["schemas"] = super::lower_definitions(definitions).into();
        }
    }
    document
}

fn lower_operation(lower: &Lower<'_>, operation: &mut Value) {
    if let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    {
        parameters
            .iter_mut()
            .for_each(|parameter| lower_described(lower, parameter));
    }
    if let Some(body) = operation.get_mut("requestBody") {
        lower_content(lower, body);
    }
    objects(operation.get_mut("responses")).for_each(|response| lower_response(lower, response));
}

fn lower_response(lower: &Lower<'_>, response: &mut Value) {
    objects(response.get_mut("headers")).for_each(|header| lower_described(lower, header));
    lower_content(lower, response);
}

fn lower_content(lower: &Lower<'_>, holder: &mut Value) {
    objects(holder.get_mut("content")).for_each(|media| lower_described(lower, media));
}

fn lower_described(lower: &Lower<'_>, value: &mut Value) {
    if let Some(schema) = value.get_mut("schema") {
        *schema = lower.schema(schema);
    }
}

fn objects(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|members| members.values_mut())
}
