//! Which types requests and answers reach, and what follows from it.

use std::collections::HashSet;

use crate::model::{Api, Content, Kind, NamedType, Schema, Shape};

/// Sets `in_request`, `in_answer` and the openness of unions.
pub(super) fn mark(api: &mut Api) {
    let mut requests: Vec<String> = Vec::new();
    let mut answers: Vec<String> = api
        .webhooks
        .iter()
        .map(|webhook| webhook.type_name.clone())
        .collect();
    for operation in &api.operations {
        for parameter in &operation.parameters {
            names_in(&parameter.value, &mut requests);
        }
        if let Some(body) = &operation.body {
            names_in(&body.value, &mut requests);
        }
        for response in &operation.responses {
            for header in &response.headers {
                names_in(&header.value, &mut answers);
            }
            if let Content::Json(schema) = &response.content {
                names_in(schema, &mut answers);
            }
        }
    }
    answers.extend(envelopes(api));
    let requests = closure(api, requests);
    let answers = closure(api, answers);
    for (name, named) in &mut api.types {
        named.in_request = requests.contains(name);
        named.in_answer = answers.contains(name);
        if let Kind::Union(union) = &mut named.kind {
            union.open = !named.in_request;
        }
    }
}

/// Unions of nothing but webhook bodies: what a receiver reads before it knows which webhook it is.
fn envelopes(api: &Api) -> Vec<String> {
    let is_webhook = |schema: &Schema| matches!(&schema.shape, Shape::Ref { name, .. } if api.webhooks.iter().any(|webhook| webhook.type_name == *name));
    let of_webhooks = |named: &NamedType| match &named.kind {
        Kind::Union(union) => union
            .variants
            .iter()
            .all(|variant| is_webhook(&variant.value)),
        _ => false,
    };
    let found = api.types.iter().filter(|(_, named)| of_webhooks(named));
    found.map(|(name, _)| name.clone()).collect()
}

fn closure(api: &Api, start: Vec<String>) -> HashSet<String> {
    let mut reached = HashSet::new();
    let mut open = start;
    while let Some(name) = open.pop() {
        if let Some(named) = api.types.get(&name)
            && reached.insert(name)
        {
            for schema in schemas_of(named) {
                names_in(schema, &mut open);
            }
        }
    }
    reached
}

/// The schemas that a named type is made of, one level down.
pub(super) fn schemas_of(named: &NamedType) -> Vec<&Schema> {
    match &named.kind {
        Kind::Struct(object) => object.fields.iter().map(|field| &field.value).collect(),
        Kind::Union(union) => union
            .variants
            .iter()
            .map(|variant| &variant.value)
            .collect(),
        Kind::Choice(variants) => variants.iter().map(|variant| &variant.value).collect(),
        Kind::Newtype(schema) => vec![schema],
        Kind::Enum(_) => Vec::new(),
    }
}

/// Adds the names of the types that a schema refers to, through arrays and maps.
fn names_in(schema: &Schema, names: &mut Vec<String>) {
    match &schema.shape {
        Shape::Ref { name, .. } => names.push(name.clone()),
        Shape::Array(inner) | Shape::Map(inner) => names_in(inner, names),
        _ => {}
    }
}
