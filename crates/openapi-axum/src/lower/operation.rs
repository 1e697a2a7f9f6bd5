//! Operations: names, and what belongs to them as a whole.

mod body;
mod multipart;
mod outgoing;
mod parameter;
mod response;
mod security;

use std::collections::HashMap;

use indexmap::IndexMap;

use super::Lowering;
use super::given::Case;
use crate::form::Form;
use crate::model::{Constraints, Operation, Schema, Shape};
use crate::names::{Scope, identifier, pascal_case, snake_case};
use crate::place::Place;
use crate::walk::{self, OperationPlace};

pub(super) use response::shared_error;
pub(crate) use response::status;
pub(crate) use security::kind as scheme_kind;
pub(super) use security::schemes;

/// What the trait and its neighbours are called themselves.
const METHODS_OF_EVERY_TRAIT: [&str; 3] = ["authenticate", "reject", "operations"];

/// Names of operations, picked so far.
struct Names {
    methods: Scope,
    prefixes: Scope,
    /// Method and prefix of those that name themselves, by pointer.
    given: HashMap<String, (String, String)>,
}

impl Names {
    fn new() -> Names {
        let mut names = Names {
            methods: Scope::default(),
            prefixes: Scope::default(),
            given: HashMap::new(),
        };
        for name in METHODS_OF_EVERY_TRAIT {
            names.methods.claim(name);
        }
        // `ApiError` is the trait of errors.
        names.prefixes.claim("Api");
        names
    }

    /// Method and prefix of an operation.
    fn pick(&mut self, pointer: &str, id: &str) -> (String, String) {
        self.given.remove(pointer).unwrap_or_else(|| {
            let method = identifier(&self.methods.pick_field(&snake_case(id)));
            (method, self.prefixes.pick(&pascal_case(id)))
        })
    }
}

impl<'d> Lowering<'d> {
    /// Lowers every operation in document order.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let mut names = Names::new();
        let operations = walk::operations(&self.root);
        for OperationPlace { place, .. } in &operations {
            if let Some(method) = self.given(place, Case::Snake, &mut names.methods) {
                let prefix = pascal_case(method.trim_start_matches("r#"));
                let prefix = names.prefixes.pick(&prefix);
                names.given.insert(place.pointer.clone(), (method, prefix));
            }
        }
        operations
            .iter()
            .map(|operation| self.operation(operation, &mut names))
            .collect()
    }

    fn operation(&mut self, at: &OperationPlace<'d>, names: &mut Names) -> Operation {
        let place = &at.place;
        let id = operation_id(at);
        let (rust_name, type_prefix) = names.pick(&place.pointer, &id);
        let body = place
            .get("requestBody")
            .and_then(|body| self.body(&body, &type_prefix));
        let parameters = self.parameters(at, &type_prefix);
        Operation {
            pointer: place.pointer.clone(),
            rust_name,
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
            parameters,
            body_limit: body_limit(place),
            body,
            responses: self.responses(place, &type_prefix),
            security: security::requirements(&self.root, place),
            extensions: extensions(place),
            id,
            type_prefix,
        }
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
            sensitive: false,
        }
    }
}

/// `operationId`, or one that is derived from method and path: `GET /chats/{id}` is `get_chats_by_id`.
fn operation_id(at: &OperationPlace<'_>) -> String {
    if let Some(id) = at.place.text("operationId").filter(|id| !id.is_empty()) {
        return id;
    }
    let mut words = vec![at.method.to_owned()];
    for segment in at.path.split('/').filter(|segment| !segment.is_empty()) {
        if segment.starts_with('{') {
            words.push("by".to_owned());
        }
        words.push(snake_case(segment));
    }
    words.join("_")
}

/// `x-body-limit` of the operation, or `maxLength` of the schema of a body of bytes.
fn body_limit(operation: &Place<'_>) -> Option<u64> {
    let whole = |place: &Place<'_>, key: &str| place.node.get(key)?.as_number()?.as_u64();
    if let Some(limit) = whole(operation, "x-body-limit") {
        return Some(limit);
    }
    let body = operation.get("requestBody")?.resolve()?;
    let limits = body.members_of("content").into_iter().map(|(_, media)| {
        let schema = media.get("schema")?.resolve()?;
        whole(&schema, "maxLength").filter(|_| body::is_binary(&schema))
    });
    limits.collect::<Option<Vec<u64>>>()?.into_iter().max()
}

fn extensions(operation: &Place<'_>) -> IndexMap<String, serde_json::Value> {
    operation
        .members()
        .into_iter()
        .filter(|(key, _)| key.starts_with("x-"))
        .map(|(key, place)| (key.to_owned(), place.node.to_json()))
        .collect()
}
