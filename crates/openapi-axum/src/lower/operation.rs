//! Operations with their parameters, bodies and answers.

use indexmap::IndexMap;

use super::Lowering;
use crate::form::{self, Form};
use crate::model::{
    Body, Bytes, Constraints, Content, Location, Operation, Parameter, Response, ResponseHeader,
    Schema, Shape,
};
use crate::names::{Scope, identifier, pascal_case, snake_case, status_name};
use crate::place::{Place, component_name};
use crate::walk::{self, OperationPlace, example_of, parameter_places};

impl<'d> Lowering<'d> {
    /// Lowers every operation in document order.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        walk::operations(&self.root)
            .iter()
            .map(|operation| self.operation(operation))
            .collect()
    }

    fn operation(&mut self, at: &OperationPlace<'d>) -> Operation {
        let place = &at.place;
        let id = place.text("operationId").unwrap_or_default();
        let type_prefix = pascal_case(&id);
        Operation {
            pointer: place.pointer.clone(),
            rust_name: identifier(&snake_case(&id)),
            method: at.method.to_owned(),
            path: at.path.to_owned(),
            tags: place
                .strings_of("tags")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            summary: place.text("summary"),
            description: place.text("description"),
            deprecated: place.flag("deprecated"),
            parameters: self.parameters(at, &type_prefix),
            body: place
                .get("requestBody")
                .and_then(|body| self.body(&body, &type_prefix)),
            responses: self.responses(place, &type_prefix),
            security: security(&self.root, place),
            extensions: extensions(place),
            id,
            type_prefix,
        }
    }

    fn parameters(&mut self, at: &OperationPlace<'d>, type_prefix: &str) -> Vec<Parameter> {
        let mut scopes: [Scope; 3] = Default::default();
        let mut parameters: Vec<Parameter> = Vec::new();
        for place in parameter_places(at) {
            let (Some(name), Some(location)) = (place.text("name"), location(&place)) else {
                continue;
            };
            let Some(schema) = place.get("schema") else {
                continue;
            };
            let scope = &mut scopes[location as usize];
            parameters.push(Parameter {
                rust_name: scope.pick_field(&snake_case(&name)),
                location,
                required: place.flag("required"),
                description: place.text("description"),
                example: example_of(&place),
                value: self.scalar(&schema, &format!("{type_prefix}{}", pascal_case(&name))),
                name,
            });
        }
        let in_path = |name: &str| at.path.find(&format!("{{{name}}}")).unwrap_or(usize::MAX);
        parameters.sort_by_key(|parameter| match parameter.location {
            Location::Path => (Location::Path, in_path(&parameter.name)),
            other => (other, 0),
        });
        parameters
    }

    /// A scalar where it stands; a reference to one that is no enumeration is written out.
    fn scalar(&mut self, place: &Place<'d>, base: &str) -> Schema {
        match form::target(place) {
            Some(target) if form::reference(place).is_some() && !Form::of(&target).is_item() => {
                self.schema(&target, base)
            }
            _ => self.schema(place, base),
        }
    }

    fn body(&mut self, place: &Place<'d>, type_prefix: &str) -> Option<Body> {
        let place = place.resolve()?;
        let media = place.at(&["content", "application/json"])?;
        let schema = media.get("schema")?;
        Some(Body {
            required: place.flag("required"),
            description: place.text("description"),
            value: self.named(&schema, &format!("{type_prefix}Request")),
            example: example_of(&media),
        })
    }

    /// A schema that becomes a reference whatever it is.
    fn named(&mut self, place: &Place<'d>, base: &str) -> Schema {
        let name = self.type_of(place, base);
        let wrapped = Form::of(place) == Form::Wrapped;
        Schema {
            pointer: place.pointer.clone(),
            shape: Shape::Ref { name, boxed: false },
            nullable: place.flag("nullable"),
            constraints: Constraints::default(),
            description: place.text("description").filter(|_| wrapped),
            default: None,
            example: place.json("example").filter(|_| wrapped),
            deprecated: place.flag("deprecated"),
            read_only: false,
            write_only: false,
        }
    }

    fn responses(&mut self, operation: &Place<'d>, type_prefix: &str) -> Vec<Response> {
        let mut responses: Vec<Response> = operation
            .members_of("responses")
            .iter()
            .filter_map(|(status, place)| self.response(status.parse().ok()?, place, type_prefix))
            .collect();
        responses.sort_by_key(|response| response.status);
        responses
    }

    fn response(&mut self, status: u16, place: &Place<'d>, type_prefix: &str) -> Option<Response> {
        let component = place
            .reference()
            .and_then(|reference| component_name(reference, "responses"));
        let place = place.resolve()?;
        let rust_name = status_name(status);
        let media = place.members_of("content").into_iter().next();
        let suffix = if status < 300 {
            "Response"
        } else {
            rust_name.as_str()
        };
        let base = match &component {
            Some(component) => pascal_case(component),
            None => format!("{type_prefix}{suffix}"),
        };
        let content = match &media {
            None => Content::Empty,
            Some(("application/json", media)) => {
                Content::Json(self.named(&media.get("schema")?, &base))
            }
            Some((media_type, media)) => Content::Binary(bytes(media_type, media)),
        };
        if let Content::Json(schema) = &content
            && let Shape::Ref { name, .. } = &schema.shape
            && status >= 400
            && self.error_type.is_none()
        {
            self.error_type = Some(name.clone());
        }
        Some(Response {
            status,
            description: place.text("description").unwrap_or_default(),
            headers: self.headers(&place, &format!("{type_prefix}{rust_name}")),
            content,
            component,
            example: media.and_then(|(_, media)| example_of(&media)),
            rust_name,
        })
    }

    fn headers(&mut self, response: &Place<'d>, base: &str) -> Vec<ResponseHeader> {
        let mut headers = Vec::new();
        for (name, place) in response.members_of("headers") {
            let Some(place) = place.resolve() else {
                continue;
            };
            let Some(schema) = place.get("schema") else {
                continue;
            };
            headers.push(ResponseHeader {
                name: name.to_owned(),
                description: place.text("description"),
                required: place.flag("required"),
                value: self.scalar(&schema, &format!("{base}{}", pascal_case(name))),
            });
        }
        headers
    }
}

fn location(parameter: &Place<'_>) -> Option<Location> {
    match parameter.str("in")? {
        "path" => Some(Location::Path),
        "query" => Some(Location::Query),
        "header" => Some(Location::Header),
        _ => None,
    }
}

/// Name of the scheme that protects an operation: its own requirement, else the document's.
fn security(root: &Place<'_>, operation: &Place<'_>) -> Option<String> {
    let requirements = operation.get("security").or_else(|| root.get("security"))?;
    let first = requirements.items().into_iter().next()?;
    let (name, _) = first.members().into_iter().next()?;
    Some(name.to_owned())
}

fn extensions(operation: &Place<'_>) -> IndexMap<String, serde_json::Value> {
    operation
        .members()
        .into_iter()
        .filter(|(key, _)| key.starts_with("x-"))
        .map(|(key, place)| (key.to_owned(), place.node.to_json()))
        .collect()
}

fn bytes(media_type: &str, media: &Place<'_>) -> Bytes {
    let schema = media.get("schema");
    let schema = schema.as_ref();
    Bytes {
        media_type: media_type.to_owned(),
        description: schema.and_then(|schema| schema.text("description")),
        example: schema.and_then(|schema| schema.json("example")),
    }
}
