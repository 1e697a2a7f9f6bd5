//! Which types requests and answers reach, and what follows from it.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::model::{
    Api, Encoding, Field, Kind, NamedType, Operation, PartKind, Payload, Schema, Shape,
};

/// Sets `in_request`, `in_answer` and the openness of unions.
pub(super) fn mark(api: &mut Api) {
    let mut requests: Vec<String> = Vec::new();
    let mut answers = names_sent(api);
    for operation in &api.operations {
        names_in_request(operation, &mut requests);
        names_in_answers(operation, &mut answers);
    }
    answers.extend(envelopes(api));
    let requests = closure(api, requests);
    let answers = closure(api, answers);
    for (name, named) in &mut api.types {
        named.in_request = requests.contains(name);
        named.in_answer = answers.contains(name);
        match &mut named.kind {
            Kind::Union(union) => union.open = !named.in_request,
            Kind::Struct(object) => excuse(&mut object.fields, named.in_request, named.in_answer),
            _ => {}
        }
    }
}

/// The tag of each type that operations of one tag alone reach; none of those that others or the server's own requests
/// reach too.
pub(crate) fn types_by_tag(api: &Api) -> HashMap<String, Option<&str>> {
    let mut starts: IndexMap<Option<&str>, Vec<String>> = IndexMap::new();
    starts.insert(None, names_sent(api));
    for operation in &api.operations {
        let tag = operation.tags.first().map(String::as_str);
        let names = starts.entry(tag).or_default();
        names_in_request(operation, names);
        names_in_answers(operation, names);
    }
    let mut tags: HashMap<String, Option<&str>> = HashMap::new();
    for (tag, names) in starts {
        for name in closure(api, names) {
            tags.entry(name)
                .and_modify(|known| *known = None)
                .or_insert(tag);
        }
    }
    tags
}

/// What the server sends of itself.
fn names_sent(api: &Api) -> Vec<String> {
    let webhooks = api.webhooks.iter();
    let mut names: Vec<String> = webhooks.map(|it| it.type_name.clone()).collect();
    let bodies = api.outgoing.iter().filter_map(|it| it.body.as_ref());
    for schema in bodies.flat_map(|media| media.payload.schemas()) {
        names_in(schema, &mut names);
    }
    names
}

fn names_in_request(operation: &Operation, names: &mut Vec<String>) {
    for parameter in &operation.parameters {
        names_in(&parameter.value, names);
    }
    let media = operation.body.iter().flat_map(|body| &body.media);
    for schema in media.flat_map(|media| media.payload.schemas()) {
        names_in(schema, names);
    }
}

fn names_in_answers(operation: &Operation, names: &mut Vec<String>) {
    for response in &operation.responses {
        for header in &response.headers {
            names_in(&header.value, names);
        }
        for schema in response
            .media
            .iter()
            .flat_map(|media| media.payload.schemas())
        {
            names_in(schema, names);
        }
    }
}

/// Names of the types that are read whole from JSON or a form: what is wrong with a request is told of them.
pub(super) fn read_whole(api: &Api) -> HashSet<String> {
    let mut names = Vec::new();
    for operation in &api.operations {
        let parameters = operation.parameters.iter();
        for parameter in parameters.filter(|it| it.encoding == Encoding::Json) {
            names_in(&parameter.value, &mut names);
        }
        for media in operation.body.iter().flat_map(|body| &body.media) {
            match &media.payload {
                Payload::Json(schema) | Payload::Form(schema) => names_in(schema, &mut names),
                Payload::Multipart(parts) => {
                    for part in &parts.listed {
                        if let PartKind::Json(schema) = &part.kind {
                            names_in(schema, &mut names);
                        }
                    }
                }
                Payload::Text(_) | Payload::Events(_) | Payload::Bytes(_) => {}
            }
        }
    }
    let is_ours = |name: &String| {
        let named = api.types.get(name);
        named.is_some_and(|named| !matches!(named.kind, Kind::Own(_)))
    };
    names.into_iter().filter(is_ours).collect()
}

/// What only the server sets need not be in a request, and what only a caller sets not in an answer.
fn excuse(fields: &mut [Field], in_request: bool, in_answer: bool) {
    for field in fields {
        let of_answers = field.value.read_only && in_request;
        let of_requests = field.value.write_only && in_answer;
        field.asked = field.required && in_request && of_requests && !of_answers;
        field.required &= !(of_answers || of_requests);
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
pub(crate) fn schemas_of(named: &NamedType) -> Vec<&Schema> {
    match &named.kind {
        Kind::Struct(object) => {
            let additional = object.additional.iter().map(|it| &it.value);
            object
                .fields
                .iter()
                .map(|field| &field.value)
                .chain(additional)
                .collect()
        }
        Kind::Union(union) => union
            .variants
            .iter()
            .map(|variant| &variant.value)
            .collect(),
        Kind::Hierarchy(it) => it.all().map(|variant| &variant.value).collect(),
        Kind::Choice(variants) | Kind::Untagged(variants) => {
            variants.iter().map(|variant| &variant.value).collect()
        }
        Kind::Newtype(schema) => vec![schema],
        Kind::Enum(_) | Kind::Scalars(_) | Kind::Own(_) => Vec::new(),
    }
}

/// Adds the names of the types that a schema refers to, through arrays and maps.
pub(crate) fn names_in(schema: &Schema, names: &mut Vec<String>) {
    match &schema.shape {
        Shape::Ref { name, .. } => names.push(name.clone()),
        Shape::Array(inner) | Shape::Map(inner) => names_in(inner, names),
        _ => {}
    }
}
