//! Answers: statuses, what they carry, their headers.

use super::super::Lowering;
use super::super::given::Case;
use super::body::Direction;
use crate::model::{Operation, Payload, Response, ResponseHeader, Shape, Status};
use crate::names::{Scope, pascal_case, snake_case, status_name};
use crate::place::{Place, component_name};

impl<'d> Lowering<'d> {
    pub(super) fn responses(&mut self, operation: &Place<'d>, type_prefix: &str) -> Vec<Response> {
        let mut scope = Scope::default();
        scope.claim("Failure");
        let mut responses: Vec<Response> = operation
            .members_of("responses")
            .iter()
            .filter_map(|(key, place)| self.response(status(key)?, place, type_prefix, &mut scope))
            .collect();
        responses.sort_by_key(|response| response.status);
        responses
    }

    fn response(
        &mut self,
        status: Status,
        place: &Place<'d>,
        type_prefix: &str,
        scope: &mut Scope,
    ) -> Option<Response> {
        let component = place
            .reference()
            .and_then(|reference| component_name(reference, "responses"));
        let place = place.resolve()?;
        let rust_name = scope.pick(&name(status));
        let suffix = match status {
            Status::Code(code) if code < 300 => "Response",
            _ => rust_name.as_str(),
        };
        let base = match &component {
            Some(component) => pascal_case(component),
            None => format!("{type_prefix}{suffix}"),
        };
        let media = if has_no_body(status) {
            Vec::new()
        } else {
            self.content(&place, &base, Direction::Written)
        };
        Some(Response {
            status,
            description: place.text("description").unwrap_or_default(),
            headers: self.headers(&place, &format!("{type_prefix}{rust_name}")),
            media,
            component,
            rust_name,
            violations: place.get("x-violations").is_none() || place.flag("x-violations"),
        })
    }

    fn headers(&mut self, response: &Place<'d>, base: &str) -> Vec<ResponseHeader> {
        let mut scope = Scope::default();
        let mut found = Vec::new();
        for (name, place) in response.members_of("headers") {
            let Some(place) = place.resolve() else {
                continue;
            };
            if let Some(schema) = place.get("schema") {
                let given = self.given(&place, Case::Snake, &mut scope);
                found.push((name, place, schema, given));
            }
        }
        let mut headers = Vec::new();
        for (name, place, schema, given) in found {
            let base = format!("{base}{}", pascal_case(name));
            let mut value = self.scalar(&schema, &base);
            if matches!(value.shape, Shape::Array(_) | Shape::Map(_)) {
                value = self.named(&schema, &base);
            }
            headers.push(ResponseHeader {
                name: name.to_owned(),
                rust_name: given.unwrap_or_else(|| scope.pick_field(&snake_case(name))),
                description: place.text("description"),
                required: place.flag("required"),
                value,
            });
        }
        headers
    }
}

/// The statuses that a key of `responses` stands for.
pub(crate) fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let Ok(code @ 100..=599) = key.parse() {
        return Some(Status::Code(code));
    }
    let class = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"))?;
    match class.parse() {
        Ok(class @ 1..=5) => Some(Status::Range(class)),
        _ => None,
    }
}

fn name(status: Status) -> String {
    match status {
        Status::Code(code) => status_name(code),
        Status::Range(class) => format!("Status{class}xx"),
        Status::Default => "Default".to_owned(),
    }
}

/// Statuses whose answers end with their head, whatever a document says (RFC 9110).
fn has_no_body(status: Status) -> bool {
    matches!(status, Status::Code(100..=199 | 204 | 205 | 304))
}

/// Rust name of the one JSON schema that every failure of every operation carries.
pub(in crate::lower) fn shared_error(operations: &[Operation]) -> Option<String> {
    let mut shared: Option<&str> = None;
    let failures = operations
        .iter()
        .flat_map(|operation| operation.failures())
        .flat_map(|response| &response.media);
    for media in failures {
        let Payload::Json(schema) = &media.payload else {
            return None;
        };
        let Shape::Ref { name, .. } = &schema.shape else {
            return None;
        };
        let plain = schema.nullable || media.media_types != ["application/json"];
        if plain || shared.is_some_and(|shared| shared != name) {
            return None;
        }
        shared = Some(name);
    }
    shared.map(str::to_owned)
}
