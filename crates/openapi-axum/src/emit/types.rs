//! The files of the crate of types.

mod enums;
mod items;
mod unions;
pub(super) mod validate;

use super::checks::Checks;
use super::examples::Examples;
use super::{schemars, utoipa};
use crate::format::File;
use crate::model::Api;
use crate::problem::Problem;
use crate::settings::{Artifacts, Settings};

/// Writes `types/`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<Artifacts, Problem> {
    let checks = Checks::new(api);
    let mut artifacts = Artifacts::new();
    let mut add = |path: &str, file: File| {
        artifacts.insert(format!("types/{path}"), file.render(settings));
    };
    let mut examples = Examples::default();
    let types = types(api, &mut examples)?;
    let json_schema = schemars::file(api, &mut examples)?;
    let openapi_schema = utoipa::file(api, &mut examples)?;
    add("generated.rs", root(examples.is_used()));
    add("generated/types.rs", types);
    add("generated/json_schema.rs", json_schema);
    add("generated/openapi_schema.rs", openapi_schema);
    if let Some(file) = examples.file("Examples of the document, for derived schemas.") {
        add("generated/examples.rs", file);
    }
    add("generated/validate.rs", checks_file(api, &checks)?);
    Ok(artifacts)
}

fn root(examples: bool) -> File {
    let mut file = File::new(&["What is generated from the document."]);
    if examples {
        file.text("#[cfg(any(feature = \"schemars\", feature = \"utoipa\"))]\nmod examples;\n");
    }
    file.text("#[cfg(feature = \"schemars\")]\nmod json_schema;\n");
    file.text("#[cfg(feature = \"utoipa\")]\nmod openapi_schema;\n");
    file.text("pub(crate) mod types;\nmod validate;\n");
    file
}

fn types(api: &Api, examples: &mut Examples) -> Result<File, Problem> {
    let mut file = File::new(&[&format!("The types of {}.", api.title)]);
    for named in api.types.values() {
        file.items(items::emit(api, named, examples))?;
    }
    file.import_with_feature("schemars", "super::json_schema");
    if examples.is_used() {
        file.import_with_feature("schemars", "super::examples");
    }
    file.import_if_used("rt", "openapi_axum_rt as rt");
    file.import_if_used("BTreeMap", "std::collections::BTreeMap");
    file.import_if_used("fmt", "std::fmt");
    file.import_if_used("FromStr", "std::str::FromStr");
    file.import("serde::{Deserialize, Serialize}");
    file.import_if_used("Deserializer", "serde::Deserializer");
    file.import_if_used("Serializer", "serde::Serializer");
    Ok(file)
}

fn checks_file(api: &Api, checks: &Checks) -> Result<File, Problem> {
    let mut file = File::new(&["Checks of the bounds of everything that a request reaches."]);
    let mut names = Vec::new();
    for named in api.types.values().filter(|named| named.in_request) {
        file.items(validate::emit(named, checks))?;
        names.push(named.rust_name.clone());
    }
    file.import_if_used("Pointer", "openapi_axum_rt::{Pointer, Report, Validate}");
    file.import_if_used("rt", "openapi_axum_rt as rt");
    names.sort();
    if !names.is_empty() {
        file.import(&format!("super::types::{{{}}}", names.join(", ")));
    }
    Ok(file)
}
