//! From the tree to the [model](crate::model): resolves references, hoists inline types, chooses Rust names.
//!
//! Expects a document that [`lint`](crate::lint) found no error in. What only shows once everything is resolved — types
//! that contain themselves without end, union members under two tags — is found here.

mod operation;
mod reach;
mod recursion;
mod schema;
mod tags;

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::model::{Api, Kind, NamedType, SecurityScheme, Tag, Webhook};
use crate::names::{OPERATION_SUFFIXES, Scope, pascal_case};
use crate::place::{Place, component_name};
use crate::problem::{Problem, Severity};
use crate::read::Document;
use crate::walk;

/// Lowers a document.
///
/// # Errors
/// What cannot be generated although every part of it can.
pub fn lower(document: &Document) -> Result<Api, Vec<Problem>> {
    let root = document.place();
    let mut lowering = Lowering::new(root.clone());
    lowering.components();
    let operations = lowering.operations();
    let webhooks = lowering.webhooks();
    let mut api = Api {
        title: info(&root, "title").unwrap_or_default(),
        description: info(&root, "description"),
        version: info(&root, "version").unwrap_or_default(),
        servers: root
            .items_of("servers")
            .iter()
            .map(|server| server.node.to_json())
            .collect(),
        tags: tags_of(&root),
        security_schemes: security_schemes(&root),
        operations,
        types: lowering.types,
        webhooks,
        error_type: lowering.error_type.unwrap_or_default(),
    };
    let mut problems = lowering.problems;
    reach::mark(&mut api);
    recursion::bound(document, &mut api, &mut problems);
    if problems.is_empty() {
        Ok(api)
    } else {
        Err(problems)
    }
}

/// What is known while lowering.
struct Lowering<'d> {
    root: Place<'d>,
    /// Rust names of component schemas.
    names: HashMap<String, String>,
    /// Names of types in use.
    scope: Scope,
    types: IndexMap<String, NamedType>,
    /// Rust names of inline schemas by pointer.
    hoisted: HashMap<String, String>,
    /// Tag property and value of components that are members of a union.
    tags: HashMap<String, (String, String)>,
    error_type: Option<String>,
    problems: Vec<Problem>,
}

impl<'d> Lowering<'d> {
    fn new(root: Place<'d>) -> Lowering<'d> {
        let mut lowering = Lowering {
            tags: HashMap::new(),
            names: HashMap::new(),
            scope: Scope::default(),
            types: IndexMap::new(),
            hoisted: HashMap::new(),
            error_type: None,
            problems: Vec::new(),
            root,
        };
        lowering.name_components();
        lowering.tags = tags::collect(&lowering.root, &mut lowering.problems);
        lowering
    }

    fn name_components(&mut self) {
        for (name, place) in self.schema_components() {
            let rust_name = pascal_case(name);
            if !self.scope.claim(&rust_name) {
                let message = format!(
                    "another component also becomes the type `{rust_name}`, rename one of them"
                );
                self.refuse(&place, "name-collision", message);
            }
            self.names.insert(name.to_owned(), rust_name);
        }
        for operation in walk::operations(&self.root) {
            let prefix = pascal_case(operation.place.str("operationId").unwrap_or_default());
            for suffix in OPERATION_SUFFIXES {
                self.scope.claim(&format!("{prefix}{suffix}"));
            }
        }
    }

    fn schema_components(&self) -> Vec<(&'d str, Place<'d>)> {
        self.root
            .at(&["components", "schemas"])
            .map(|place| place.members())
            .unwrap_or_default()
    }

    fn components(&mut self) {
        for (component, place) in self.schema_components() {
            let rust_name = self.names.get(component).cloned().unwrap_or_default();
            self.reserve(&rust_name, Some(component), &place);
        }
        for (component, place) in self.schema_components() {
            let rust_name = self.names.get(component).cloned().unwrap_or_default();
            self.declare(&rust_name, Some(component), &place);
        }
    }

    /// Adds a named type with everything but its kind: its place in the order.
    fn reserve(&mut self, rust_name: &str, component: Option<&str>, place: &Place<'d>) {
        let placeholder = NamedType {
            rust_name: rust_name.to_owned(),
            component: component.map(str::to_owned),
            pointer: place.pointer.clone(),
            description: place.text("description"),
            example: place.json("example"),
            default: place.json("default"),
            deprecated: place.flag("deprecated"),
            in_request: false,
            in_answer: false,
            kind: Kind::Choice(Vec::new()),
        };
        self.types
            .entry(rust_name.to_owned())
            .or_insert(placeholder);
    }

    /// Adds a named type and everything that is hoisted out of it.
    fn declare(&mut self, rust_name: &str, component: Option<&str>, place: &Place<'d>) {
        self.reserve(rust_name, component, place);
        let tag = component.and_then(|name| self.tags.get(name)).cloned();
        let kind = self.kind(place, rust_name, tag);
        if let Some(declared) = self.types.get_mut(rust_name) {
            declared.kind = kind;
        }
    }

    fn webhooks(&mut self) -> Vec<Webhook> {
        let mut webhooks = Vec::new();
        for webhook in walk::webhooks(&self.root) {
            let base = format!("{}Webhook", pascal_case(webhook.name));
            let type_name = self.type_of(&webhook.schema, &base);
            webhooks.push(Webhook {
                name: webhook.name.to_owned(),
                description: webhook.place.text("description"),
                type_name,
            });
        }
        webhooks
    }

    /// Rust name of the component schema that a reference names.
    fn referenced(&mut self, place: &Place<'d>, reference: &str) -> String {
        let name =
            component_name(reference, "schemas").and_then(|name| self.names.get(&name).cloned());
        name.unwrap_or_else(|| {
            let message = format!(
                "`{reference}` is not a component schema, refer to `#/components/schemas/…`"
            );
            self.refuse(place, "dangling-reference", message);
            String::new()
        })
    }

    fn refuse(&mut self, place: &Place<'_>, rule: &'static str, message: String) {
        self.problems.push(refusal(place, rule, message));
    }
}

/// An error at a place.
fn refusal(place: &Place<'_>, rule: &'static str, message: String) -> Problem {
    Problem {
        severity: Severity::Error,
        pointer: place.pointer.clone(),
        line: place.node.line,
        rule,
        message,
    }
}

fn info(root: &Place<'_>, key: &str) -> Option<String> {
    root.get("info").and_then(|info| info.text(key))
}

fn tags_of(root: &Place<'_>) -> Vec<Tag> {
    root.items_of("tags")
        .iter()
        .map(|tag| Tag {
            name: tag.text("name").unwrap_or_default(),
            description: tag.text("description"),
        })
        .collect()
}

fn security_schemes(root: &Place<'_>) -> IndexMap<String, SecurityScheme> {
    root.at(&["components", "securitySchemes"])
        .map(|place| place.members())
        .unwrap_or_default()
        .into_iter()
        .map(|(name, scheme)| {
            let description = scheme.text("description");
            (name.to_owned(), SecurityScheme { description })
        })
        .collect()
}

#[cfg(test)]
mod tests;
