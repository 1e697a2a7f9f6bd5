//! The files of the crate of the server.

mod api;
mod bodies;
mod document;
mod errors;
mod handlers;
mod mock;
mod operations;
mod parameters;
mod reject;
mod responses;
mod router;
mod security;
mod status;
mod tags;
mod unimplemented;
mod webhooks;
mod wire;

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::Checks;
use super::examples::Examples;
use super::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Location, Operation, Schema, Shape};
use crate::problem::Problem;
use crate::settings::{Artifacts, Settings};

/// Writes `server/`.
pub(super) fn emit(api: &Api, document: &str, settings: &Settings) -> Result<Artifacts, Problem> {
    let checks = Checks::new(api);
    let mut files: Vec<(&str, Option<File>)> = vec![
        ("api", Some(api::emit(api, settings)?)),
        ("bodies", bodies::emit(api, &checks, settings)?),
        ("errors", Some(errors::emit(api, settings)?)),
        ("handlers", handlers::emit(api, settings)?),
        ("operations", Some(operations::emit(api)?)),
        ("parameters", parameters::emit(api, &checks, settings)?),
        ("responses", responses::emit(api, settings)?),
        ("router", Some(router::emit(api, document, settings)?)),
        ("security", security::emit(api)?),
        ("unimplemented", Some(unimplemented::emit(api, settings)?)),
        ("webhooks", webhooks::emit(api, settings)?),
    ];
    if settings.mock {
        files.push(("mock", Some(mock::emit(api, document, settings)?)));
    }
    if settings.derived_schemas {
        let mut examples = Examples::default();
        let openapi_doc = document::emit(api, document, settings, &mut examples)?;
        files.push(("openapi_doc", Some(openapi_doc)));
        let examples = examples.file("Examples of the document, for utoipa.");
        files.push(("examples", examples));
    }
    files.retain(|(_, file)| file.is_some());
    files.sort_by_key(|(name, _)| *name);
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let mut artifacts = Artifacts::new();
    artifacts.insert(
        "server/generated.rs".to_owned(),
        root(&names).render(settings),
    );
    for (name, file) in files {
        if let Some(file) = file {
            let path = format!("server/generated/{name}.rs");
            artifacts.insert(path, file.render(settings));
        }
    }
    artifacts.insert(
        "server/generated/openapi.json".to_owned(),
        document.to_owned(),
    );
    Ok(artifacts)
}

fn root(names: &[&str]) -> File {
    let mut file = File::new(&["What is generated from the document."]);
    let mut text = String::new();
    for name in names {
        let feature = "#[cfg(feature = \"utoipa\")]\n";
        let line = match *name {
            "api" | "mock" | "router" | "unimplemented" => format!("pub(crate) mod {name};\n"),
            "handlers" => format!("mod {name};\n"),
            "examples" => format!("{feature}mod {name};\n"),
            "openapi_doc" => format!("{feature}pub(crate) mod {name};\n"),
            _ => format!("pub mod {name};\n"),
        };
        text.push_str(&line);
    }
    file.text(text);
    file
}

/// What the derived schemas cannot express.
pub(super) fn unsupported(api: &Api) -> Vec<Problem> {
    let mut problems = document::unsupported(api);
    problems.extend(reject::unsupported(api));
    problems
}

/// Whether a rejection fills the schema that every failure carries.
pub(super) fn fills_rejections(api: &Api) -> bool {
    reject::shared(api).is_some()
}

fn problem(pointer: String, message: String) -> Problem {
    Problem::error("unsupported-operation", pointer, 0, message)
}

/// The locations in the order of a method's arguments: module name, suffix of the struct, documentation.
const LOCATIONS: [(Location, &str, &str); 4] = [
    (Location::Path, "path", "Path"),
    (Location::Query, "query", "Query"),
    (Location::Header, "header", "Header"),
    (Location::Cookie, "cookie", "Cookie"),
];

fn has_location(operation: &Operation, location: Location) -> bool {
    operation
        .parameters
        .iter()
        .any(|parameter| parameter.location == location)
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

/// Method and path, as documentation.
fn route_docs(operation: &Operation) -> String {
    format!(" `{} {}`", operation.method.to_uppercase(), operation.path)
}

/// How a handler turns a rejection into a body.
fn rejection_closure(api: &Api) -> TokenStream {
    if reject::shared(api).is_some() {
        quote!(|rejection| ErrorBody::json(&server.api.reject(rejection)))
    } else {
        quote!(|rejection| server.api.reject(rejection))
    }
}
