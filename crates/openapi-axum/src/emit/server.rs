//! The files of the crate of the server.

mod api;
mod document;
mod errors;
mod operations;
mod parameters;
mod router;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::Checks;
use super::examples::Examples;
use super::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Content, Location, Operation, Response, Schema, Shape};
use crate::problem::{Problem, Severity};
use crate::settings::{Artifacts, Settings};

/// Writes `server/`.
pub(super) fn emit(api: &Api, document: &str, settings: &Settings) -> Result<Artifacts, Problem> {
    let checks = Checks::new(api);
    let mut artifacts = Artifacts::new();
    let mut add = |path: &str, file: File| {
        artifacts.insert(format!("server/{path}"), file.render(settings));
    };
    let mut examples = Examples::default();
    let openapi_doc = document::emit(api, document, settings, &mut examples)?;
    add("generated.rs", root(api, &examples));
    add("generated/api.rs", api::emit(api, settings)?);
    add("generated/errors.rs", errors::emit(api, settings)?);
    add("generated/operations.rs", operations::emit(api)?);
    add("generated/openapi_doc.rs", openapi_doc);
    if let Some(file) = examples.file("Examples of the document, for utoipa.") {
        add("generated/examples.rs", file);
    }
    if has_parameters(api) {
        add(
            "generated/parameters.rs",
            parameters::emit(api, &checks, settings)?,
        );
    }
    add(
        "generated/router.rs",
        router::emit(api, document, settings)?,
    );
    artifacts.insert(
        "server/generated/openapi.json".to_owned(),
        document.to_owned(),
    );
    Ok(artifacts)
}

fn root(api: &Api, examples: &Examples) -> File {
    let mut file = File::new(&["What is generated from the document."]);
    file.text("pub(crate) mod api;\npub mod errors;\n");
    if examples.is_used() {
        file.text("#[cfg(feature = \"utoipa\")]\nmod examples;\n");
    }
    file.text("#[cfg(feature = \"utoipa\")]\npub(crate) mod openapi_doc;\n");
    let parameters = if has_parameters(api) {
        "pub mod parameters;\n"
    } else {
        ""
    };
    file.text(format!(
        "pub mod operations;\n{parameters}pub(crate) mod router;\n"
    ));
    file
}

fn has_parameters(api: &Api) -> bool {
    api.operations
        .iter()
        .any(|operation| !operation.parameters.is_empty())
}

/// Operations that the trait cannot express.
pub(super) fn unsupported(api: &Api) -> Vec<Problem> {
    let mut problems = Vec::new();
    for operation in &api.operations {
        let successes = operation
            .responses
            .iter()
            .filter(|response| response.status < 400)
            .count();
        if successes != 1 {
            problems.push(problem(
                format!("{}/responses", operation.pointer),
                format!("{successes} answers below 400, an operation needs exactly one"),
            ));
        }
    }
    problems.extend(api::unsupported(api));
    problems
}

fn problem(pointer: String, message: String) -> Problem {
    Problem {
        severity: Severity::Error,
        pointer,
        line: 0,
        rule: "unsupported-operation",
        message,
    }
}

/// The locations in the order of a method's arguments: module name, suffix of the struct, documentation.
const LOCATIONS: [(Location, &str, &str); 3] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "header", "Header"),
];

fn has_location(operation: &Operation, location: Location) -> bool {
    operation
        .parameters
        .iter()
        .any(|parameter| parameter.location == location)
}

/// The one answer below 400; [`unsupported`] has made sure of it.
fn success(operation: &Operation) -> Option<&Response> {
    operation
        .responses
        .iter()
        .find(|response| response.status < 400)
}

/// What a method answers.
fn success_type(operation: &Operation) -> TokenStream {
    match success(operation).map(|response| &response.content) {
        Some(Content::Json(schema)) => referenced(schema),
        Some(Content::Binary(_)) => quote!(Binary),
        Some(Content::Empty) | None => quote!(()),
    }
}

/// The type of a body, which is always a reference.
fn referenced(schema: &Schema) -> TokenStream {
    let ty = super::rust_type::plain_type(schema);
    if schema.nullable {
        quote!(Option<#ty>)
    } else {
        ty
    }
}

/// `use TYPES::{…}` for named types.
fn import_types(file: &mut File, settings: &Settings, names: &BTreeSet<String>) {
    if !names.is_empty() {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        file.import(&format!(
            "{}::{{{}}}",
            settings.types_crate,
            names.join(", ")
        ));
    }
}

fn reference_name(schema: &Schema) -> Option<&str> {
    match &schema.shape {
        Shape::Ref { name, .. } => Some(name),
        _ => None,
    }
}

fn error_name(operation: &Operation) -> proc_macro2::Ident {
    ident(&format!("{}Error", operation.type_prefix))
}

/// The constant of an operation.
fn constant_name(operation: &Operation) -> proc_macro2::Ident {
    ident(&operation.rust_name.trim_start_matches("r#").to_uppercase())
}
