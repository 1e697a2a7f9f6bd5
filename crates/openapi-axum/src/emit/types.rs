//! The files of the crate of types.

mod debug;
mod defaults;
mod enums;
mod hierarchy;
mod items;
mod modules;
mod own;
mod scalars;
mod setters;
mod tables;
mod unions;
mod untagged;
pub(super) mod validate;

use super::checks::Checks;
use super::examples::Examples;
use super::{docs, schemars, utoipa};
use crate::emit::sizes::Sizes;
use crate::format::File;
use crate::model::{Api, Kind, NamedType};
use crate::problem::Problem;
use crate::settings::{Artifacts, Settings};

/// Writes `types/`.
pub(super) fn emit(api: &Api, settings: &Settings) -> Result<Artifacts, Problem> {
    let checks = Checks::new(api);
    let mut artifacts = Artifacts::new();
    let mut add = |path: &str, file: File| {
        artifacts.insert(format!("types/{path}"), file.render(settings));
    };
    let mut examples = settings.derived_schemas.then(Examples::default);
    let types = types(api, &mut examples)?;
    let mut derived = Vec::new();
    if let Some(examples) = &mut examples {
        derived.push(("generated/json_schema.rs", schemars::file(api, examples)?));
        derived.push(("generated/openapi_schema.rs", utoipa::file(api, examples)?));
        let file = examples.file("Examples of the document, for derived schemas.");
        derived.extend(file.map(|file| ("generated/examples.rs", file)));
    }
    add("generated.rs", root(api, examples.as_ref()));
    for (path, file) in types {
        add(&path, file);
    }
    for (path, file) in derived {
        add(path, file);
    }
    if !api.tables.is_empty() {
        add("generated/schemas.rs", tables::emit(api)?);
    }
    add("generated/validate.rs", checks_file(api, &checks)?);
    Ok(artifacts)
}

fn root(api: &Api, examples: Option<&Examples>) -> File {
    let mut file = File::new(&["What is generated from the document."]);
    if examples.is_some_and(Examples::is_used) {
        file.text("#[cfg(any(feature = \"schemars\", feature = \"utoipa\"))]\nmod examples;\n");
    }
    if examples.is_some() {
        file.text("#[cfg(feature = \"schemars\")]\nmod json_schema;\n");
        file.text("#[cfg(feature = \"utoipa\")]\nmod openapi_schema;\n");
    }
    let schemas = if api.tables.is_empty() {
        ""
    } else {
        "mod schemas;\n"
    };
    file.text(format!("{schemas}pub(crate) mod types;\nmod validate;\n"));
    file
}

/// The modules of types by their paths: what all share, and each tag's own where there is very much.
fn types(api: &Api, examples: &mut Option<Examples>) -> Result<Vec<(String, File)>, Problem> {
    let from_text = enums::read_from_text(api);
    let sizes = Sizes::new(api);
    let (shared, modules) = modules::split(api);
    let mut root = File::new(&[&format!("The types of {}.", api.title)]);
    if !modules.is_empty() {
        let names = modules.keys();
        let lines = names.map(|name| format!("mod {name};\npub use self::{name}::*;\n"));
        root.text(lines.collect::<String>());
    }
    for named in &shared {
        root.items(items::emit(named, api, &sizes, &from_text, examples))?;
    }
    root.items(own::needs(api, &from_text))?;
    let mut files = Vec::new();
    for (name, module) in modules {
        let docs = format!(
            "What only operations of the tag {} carry.",
            docs::code(module.tag)
        );
        let mut file = File::new(&[&docs]);
        for named in &module.types {
            file.items(items::emit(named, api, &sizes, &from_text, examples))?;
        }
        for named in &shared {
            let name = &named.rust_name;
            file.import_if_used(name, &format!("super::{name}"));
        }
        files.push((
            format!("generated/types/{}.rs", name.trim_start_matches("r#")),
            file,
        ));
    }
    for (_, file) in &mut files {
        imports(file, "super::super", examples.as_ref());
    }
    imports(&mut root, "super", examples.as_ref());
    files.push(("generated/types.rs".to_owned(), root));
    Ok(files)
}

/// Imports what types stand on; `above` is where the modules beside them are.
fn imports(file: &mut File, above: &str, examples: Option<&Examples>) {
    if let Some(examples) = examples {
        if file.uses("json_schema") {
            file.import_with_feature("schemars", &format!("{above}::json_schema"));
        }
        if examples.is_used() && file.uses("examples") {
            file.import_with_feature("schemars", &format!("{above}::examples"));
        }
    }
    file.import_module_if_used("schemas", &format!("{above}::schemas"));
    file.import_module_if_used("rt", "openapi_axum_rt as rt");
    file.import_if_used("BTreeMap", "std::collections::BTreeMap");
    file.import_module_if_used("fmt", "std::fmt");
    file.import_if_used("FromStr", "std::str::FromStr");
    file.import_if_used("Deserialize", "serde::Deserialize");
    file.import_if_used("DeserializeOwned", "serde::de::DeserializeOwned");
    file.import_if_used("Serialize", "serde::Serialize");
    file.import_if_used("Deserializer", "serde::Deserializer");
    file.import_if_used("Serializer", "serde::Serializer");
}

fn checks_file(api: &Api, checks: &Checks) -> Result<File, Problem> {
    let mut file = File::new(&["Checks of the bounds of everything that a request reaches."]);
    let mut names = Vec::new();
    let is_ours = |named: &&NamedType| !matches!(named.kind, Kind::Own(_));
    let reached = api.types.values().filter(|named| named.in_request);
    for named in reached.filter(is_ours) {
        file.items(validate::emit(named, checks))?;
        names.push(named.rust_name.clone());
    }
    file.import_if_used("Pointer", "openapi_axum_rt::{Pointer, Report, Validate}");
    file.import_module_if_used("rt", "openapi_axum_rt as rt");
    file.import_module_if_used("schemas", "super::schemas");
    names.sort();
    if !names.is_empty() {
        file.import(&format!("super::types::{{{}}}", names.join(", ")));
    }
    Ok(file)
}
