//! Lowers a document to the dialect of OpenAPI 3.0 that progenitor 0.15.1 takes, so that a client comes from the same file.
//!
//! progenitor wants one answer type for success and one for failure, one media type per body, parameters that are one text
//! or a list, named schemas everywhere, and nothing that typify would turn into a type of its own. The lowered document says
//! less than the original; what it no longer says is listed in [`Projection::lost`]. Every schema becomes a type of the
//! generated types crate through [`Projection::replacements`], and those types carry the constraints, so that a client
//! loses nothing of what a schema says.

use serde_json::{Map, Value, json};

use crate::emit::docs;
use crate::model::{Api, Operation};
use crate::problem::Problem;

mod answers;
mod body;
mod components;
mod names;
mod parameters;
mod rust_path;
mod schema;
#[cfg(test)]
mod tests;

use components::Components;

/// The methods that progenitor knows.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// A document lowered for progenitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The lowered document: OpenAPI 3.0, as indented JSON that ends in a line feed.
    pub document: String,
    /// What the lowered document no longer says, in the order in which it was met.
    pub lost: Vec<Loss>,
    /// For every component of the lowered document: the name that typify gives it, and the Rust type to use.
    pub replacements: Vec<(String, String)>,
}

/// Something that the lowered document no longer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// JSON Pointer of the place in the original document.
    pub pointer: String,
    /// What is gone, as a fragment such as `the bounds of the parameter`.
    pub what: String,
}

/// Lowers the document in `text` for progenitor.
///
/// `types_path` is the Rust path of the module that holds the generated types, such as `pet_types`.
///
/// # Errors
///
/// Every problem of the document, when it cannot be generated from.
pub fn project(text: &str, types_path: &str) -> Result<Projection, Vec<Problem>> {
    let (api, _) = crate::read_api(text)?;
    Ok(lower(&api, types_path))
}

/// Lowers an API that has been read.
#[must_use]
pub fn lower(api: &Api, types_path: &str) -> Projection {
    let mut lowering = Lowering {
        api,
        components: Components::new(api, types_path),
        lost: Vec::new(),
    };
    let mut paths = Map::new();
    for operation in &api.operations {
        if !METHODS.contains(&operation.method.as_str()) {
            lowering.lose(&operation.pointer, "the operation, for its method");
            continue;
        }
        let (path, lowered) = lowering.operation(operation);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[&operation.method] = lowered;
    }
    lowering.document_wide_losses();
    let mut info = json!({ "title": api.title, "version": api.version });
    if let Some(description) = &api.description {
        info["description"] = json!(documentation(description));
    }
    let (schemas, replacements) = lowering.components.finish();
    let document = json!({
        "openapi": "3.0.3",
        "info": info,
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let document = format!("{document:#}\n");
    Projection {
        document,
        lost: lowering.lost,
        replacements,
    }
}

/// What is put together while the operations are walked.
struct Lowering<'a> {
    api: &'a Api,
    components: Components,
    lost: Vec<Loss>,
}

impl Lowering<'_> {
    fn lose(&mut self, pointer: &str, what: impl Into<String>) {
        self.lost.push(Loss {
            pointer: pointer.to_owned(),
            what: what.into(),
        });
    }

    /// An operation under the name of the server's method: unique, and such that progenitor leaves it as it is.
    fn operation(&mut self, operation: &Operation) -> (String, Value) {
        let mut lowered = Map::new();
        let id = operation.rust_name.trim_start_matches("r#");
        lowered.insert("operationId".into(), json!(id));
        lowered.insert("tags".into(), json!(operation.tags));
        if let Some(summary) = &operation.summary {
            lowered.insert("summary".into(), json!(documentation(summary)));
        }
        if let Some(description) = &operation.description {
            lowered.insert("description".into(), json!(documentation(description)));
        }
        let (parameters, path) = self.parameters(operation);
        if !parameters.is_empty() {
            lowered.insert("parameters".into(), Value::Array(parameters));
        }
        if let Some(body) = self.body(operation) {
            lowered.insert("requestBody".into(), body);
        }
        lowered.insert("responses".into(), self.responses(operation));
        for key in operation.extensions.keys() {
            self.lose(&operation.pointer, format!("the key {key}"));
        }
        (path, Value::Object(lowered))
    }

    fn document_wide_losses(&mut self) {
        let api = self.api;
        for (name, _) in &api.security_schemes {
            let pointer = format!("/components/securitySchemes/{}", crate::read::escape(name));
            self.lose(&pointer, "the authentication");
        }
        if !api.servers.is_empty() {
            self.lose("/servers", "the base addresses");
        }
        for webhook in &api.webhooks {
            self.lose(&webhook.pointer, "the webhook");
        }
        for outgoing in &api.outgoing {
            let what = match outgoing.expression {
                Some(_) => "the callback",
                None => "the webhook",
            };
            self.lose(&outgoing.pointer, what);
        }
    }
}

/// Markdown as it may stand in a documentation comment, which is where progenitor puts it.
fn documentation(markdown: &str) -> String {
    docs::lines(markdown).join("\n")
}

/// The first paragraph on one line: progenitor puts it into a list item, where a second line would be read as text after it.
fn one_line(markdown: &str) -> String {
    let paragraph = markdown.trim().split("\n\n").next().unwrap_or_default();
    docs::lines(paragraph).join(" ")
}
