//! Lowers a document to the dialect of OpenAPI 3.0 that progenitor 0.15.1 takes, so that a client comes from the same file.
//!
//! progenitor wants one answer type for success and one for failure, named schemas everywhere, and nothing that typify
//! would turn into a type of its own. The lowered document says less than the original; what it no longer says is listed
//! in [`Projection::lost`]. Nothing is lost in the client's behaviour: every schema becomes a type of the generated types
//! crate through [`Projection::replacements`], and those types carry the constraints.

use serde_json::{Map, Value, json};

use crate::emit::docs;
use crate::model::{Api, Content, Location, Operation, Parameter, Response, Shape, StringFormat};
use crate::problem::Problem;

mod names;
mod schema;
#[cfg(test)]
mod tests;

use names::Names;

/// A document lowered for progenitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The lowered document: OpenAPI 3.0, as indented JSON that ends in a line feed.
    pub document: String,
    /// What the lowered document no longer says, in the order in which it was met.
    pub lost: Vec<Loss>,
    /// For every component of the lowered document: the name that typify gives it, and the Rust path of the type to use.
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
    let mut names = Names::default();
    let mut replacements = Vec::new();
    for rust_name in api.types.keys() {
        replacements.push((
            names.declare(rust_name),
            format!("{types_path}::{rust_name}"),
        ));
    }
    let mut schemas = Map::new();
    for (rust_name, named) in &api.types {
        schemas.insert(
            names.component(rust_name).to_owned(),
            schema::named(named, &names),
        );
    }
    let mut lowering = Lowering {
        api,
        names,
        schemas,
        replacements,
        lost: Vec::new(),
    };
    let mut paths = Map::new();
    for operation in &api.operations {
        let lowered = lowering.operation(operation);
        let item = paths
            .entry(operation.path.clone())
            .or_insert_with(|| json!({}));
        item[&operation.method] = lowered;
    }
    lowering.document_wide_losses();
    let mut info = json!({ "title": api.title, "version": api.version });
    if let Some(description) = &api.description {
        info["description"] = json!(documentation(description));
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": info,
        "paths": paths,
        "components": { "schemas": lowering.schemas },
    });
    let document = format!("{document:#}\n");
    Projection {
        document,
        lost: lowering.lost,
        replacements: lowering.replacements,
    }
}

struct Lowering<'a> {
    api: &'a Api,
    names: Names,
    schemas: Map<String, Value>,
    replacements: Vec<(String, String)>,
    lost: Vec<Loss>,
}

impl Lowering<'_> {
    fn lose(&mut self, pointer: &str, what: impl Into<String>) {
        self.lost.push(Loss {
            pointer: pointer.to_owned(),
            what: what.into(),
        });
    }

    fn operation(&mut self, operation: &Operation) -> Value {
        let mut lowered = Map::new();
        lowered.insert("operationId".into(), json!(operation.id));
        lowered.insert("tags".into(), json!(operation.tags));
        if let Some(summary) = &operation.summary {
            lowered.insert("summary".into(), json!(documentation(summary)));
        }
        if let Some(description) = &operation.description {
            lowered.insert("description".into(), json!(documentation(description)));
        }
        let parameters: Vec<Value> = operation
            .parameters
            .iter()
            .map(|it| self.parameter(operation, it))
            .collect();
        if !parameters.is_empty() {
            lowered.insert("parameters".into(), Value::Array(parameters));
        }
        if let Some(body) = &operation.body {
            let schema = schema::shape(&body.value.shape, &self.names);
            lowered.insert(
                "requestBody".into(),
                json!({ "required": true, "content": { "application/json": { "schema": schema } } }),
            );
            if !body.required {
                self.lose(
                    &format!("{}/requestBody", operation.pointer),
                    "that the body may be left out",
                );
            }
        }
        lowered.insert("responses".into(), self.responses(operation));
        for key in operation.extensions.keys() {
            self.lose(&operation.pointer, format!("the key {key}"));
        }
        Value::Object(lowered)
    }

    /// A parameter keeps its type and loses its bounds: typify would declare a type for a bounded scalar.
    fn parameter(&mut self, operation: &Operation, parameter: &Parameter) -> Value {
        let pointer = &parameter.value.pointer;
        if parameter.value.constraints != crate::model::Constraints::default() {
            self.lose(pointer, "the bounds of the parameter");
        }
        if parameter.value.default.is_some() {
            self.lose(pointer, "the default of the parameter");
        }
        let schema = match &parameter.value.shape {
            Shape::String(StringFormat::DateTime) => self.instant(operation, parameter),
            Shape::String(StringFormat::Plain(_)) => json!({ "type": "string" }),
            other => schema::shape(other, &self.names),
        };
        let mut lowered = json!({
            "name": parameter.name,
            "in": match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
            },
            "required": parameter.required,
            "schema": schema,
        });
        if let Some(description) = &parameter.description {
            lowered["description"] = json!(one_line(description));
        }
        lowered
    }

    /// A date and time gets a component of its own, so that it is the types' instant and not one of typify's choice.
    fn instant(&mut self, operation: &Operation, parameter: &Parameter) -> Value {
        let wanted = format!("{}-{}", operation.type_prefix, parameter.name);
        let name = self.names.declare(&wanted);
        self.replacements
            .push((name.clone(), "jiff::Timestamp".to_owned()));
        self.schemas.insert(
            name.clone(),
            json!({ "type": "string", "format": "date-time" }),
        );
        schema::reference(&wanted, &self.names)
    }

    /// One success, one failure: every 2xx is accepted and every 4xx and 5xx carries the error schema, whatever the
    /// document enumerates, so that a server which answers 201 for 200 or adds a status breaks no client.
    fn responses(&mut self, operation: &Operation) -> Value {
        let pointer = format!("{}/responses", operation.pointer);
        let mut successes = operation.responses.iter().filter(|it| it.status < 300);
        let success = successes.next();
        for other in successes {
            if success.is_some_and(|it| it.content != other.content) {
                self.lose(
                    &format!("{pointer}/{}", other.status),
                    "an answer that differs from the first success",
                );
            }
        }
        self.lose(
            &pointer,
            format!(
                "which statuses there are ({})",
                statuses(&operation.responses)
            ),
        );
        let error = schema::reference(&self.api.error_type, &self.names);
        let failure = |description: &str| json!({ "description": description, "content": { "application/json": { "schema": error } } });
        json!({
            "2XX": self.success(success),
            "4XX": failure("The request is at fault."),
            "5XX": failure("The server is at fault."),
        })
    }

    fn success(&self, response: Option<&Response>) -> Value {
        let mut lowered = json!({ "description": "Success." });
        match response.map(|it| &it.content) {
            None | Some(Content::Empty) => {}
            Some(Content::Json(schema)) => {
                lowered["content"] = json!({ "application/json": { "schema": schema::shape(&schema.shape, &self.names) } });
            }
            Some(Content::Binary(bytes)) => {
                lowered["content"] = json!({ &bytes.media_type: { "schema": { "type": "string", "format": "binary" } } });
            }
        }
        lowered
    }

    fn document_wide_losses(&mut self) {
        for (name, _) in &self.api.security_schemes {
            self.lose(
                &format!("/components/securitySchemes/{name}"),
                "the authentication",
            );
        }
        if !self.api.servers.is_empty() {
            self.lose("/servers", "the base addresses");
        }
        for webhook in &self.api.webhooks {
            self.lose(
                &format!(
                    "/x-webhooks/{}",
                    webhook.name.replace('~', "~0").replace('/', "~1")
                ),
                "the webhook",
            );
        }
    }
}

fn statuses(responses: &[Response]) -> String {
    responses
        .iter()
        .map(|it| it.status.to_string())
        .collect::<Vec<_>>()
        .join(", ")
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
