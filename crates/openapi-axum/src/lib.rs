//! Generates Rust types and an axum server trait from an OpenAPI document.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! [`generate`] reads the document into a tree that knows its positions ([`read`]),
//! refuses what it cannot generate faithfully ([`lint`]), lowers the rest to one representation ([`model`]) and writes
//! code from that.

mod assemble;
mod bundle;
#[cfg(doctest)]
mod claims;
pub mod diff;
pub mod document;
mod emit;
#[cfg(feature = "files")]
pub mod files;
mod form;
mod format;
mod hierarchy;
pub mod lint;
pub mod lower;
pub mod model;
pub mod names;
mod overlay;
pub mod place;
pub mod problem;
pub mod project;
pub mod read;
mod sample;
mod schema;
mod select;
mod settings;
mod source;
mod walk;

pub use overlay::Overlay;
pub use select::Selection;
pub use settings::{Artifacts, Settings, Traits};
pub use source::{Loader, Source};

use model::Api;
use problem::Problem;
use read::Document;

/// Everything wrong with a document, errors and findings, in the order of its lines.
pub fn check(text: &str) -> Vec<Problem> {
    check_source(&Source::text(text), &Settings::default())
}

/// Like [`check`], with other files, overlays and a selection.
pub fn check_source(source: &Source<'_>, settings: &Settings) -> Vec<Problem> {
    let (document, mut problems) = assemble::assemble(source, settings);
    if let Some(document) = document {
        let found = document.located(lint::check_with(&document, settings));
        add(&mut problems, found);
    }
    in_order(problems)
}

/// What a document, its other files, the overlays and the selection come to, as one document; it is not checked further.
///
/// # Errors
/// What keeps them from being read, in the order of files and lines.
pub fn assembled(source: &Source<'_>, settings: &Settings) -> Result<Document, Vec<Problem>> {
    match assemble::assemble(source, settings) {
        (Some(document), problems) if problems.is_empty() => Ok(document),
        (_, problems) => Err(in_order(problems)),
    }
}

/// Reads a document and lowers it to the model that the emitters read.
///
/// # Errors
/// Every error of the document, in the order of its lines; findings do not count.
pub fn read_api(text: &str) -> Result<(Api, Document), Vec<Problem>> {
    read_source(&Source::text(text), &Settings::default())
}

/// Like [`read_api`], with other files, overlays and a selection: the document is what all of them come to.
///
/// # Errors
/// As for [`read_api`].
pub fn read_source(
    source: &Source<'_>,
    settings: &Settings,
) -> Result<(Api, Document), Vec<Problem>> {
    let (document, mut problems) = assemble::assemble(source, settings);
    let Some(document) = document else {
        return Err(in_order(problems));
    };
    add(&mut problems, document.located(lint::errors(&document)));
    if problems.is_empty() {
        match lowered(&document, settings) {
            Ok(api) => return Ok((api, document)),
            Err(found) => problems = document.located(found),
        }
    }
    Err(in_order(problems))
}

/// Generates everything for a document.
///
/// # Errors
/// Every error of the document, in the order of its lines; nothing is generated then.
pub fn generate(text: &str, settings: &Settings) -> Result<Artifacts, Vec<Problem>> {
    generate_source(&Source::text(text), settings)
}

/// Like [`generate`], with the files that the document refers to.
///
/// # Errors
/// As for [`generate`].
pub fn generate_source(
    source: &Source<'_>,
    settings: &Settings,
) -> Result<Artifacts, Vec<Problem>> {
    let (api, document) = read_source(source, settings)?;
    let json = document::canonical_json(&document);
    emit(&api, &json, settings).map_err(|mut problems| {
        for problem in &mut problems {
            problem.line = document.line(&problem.pointer);
        }
        in_order(document.located(problems))
    })
}

/// Writes every file for a model; `document` is the document itself as canonical JSON.
///
/// [`generate`] is what a caller wants; this is for one that changes the model first, such as a test of the emitters.
///
/// # Errors
/// What the model holds and no faithful code can be written for; the problems have no line.
pub fn emit(api: &Api, document: &str, settings: &Settings) -> Result<Artifacts, Vec<Problem>> {
    emit::emit(api, document, settings)
}

/// The document as compact JSON, keys in the order of the text, with a newline at the end.
///
/// # Errors
/// What keeps the text from being read; it is not checked further.
pub fn canonical_json(text: &str) -> Result<String, Vec<Problem>> {
    let document = Document::parse(text).map_err(in_order)?;
    Ok(document::canonical_json(&document))
}

/// The model of a document without errors of its own, if everything in it can be written.
fn lowered(document: &Document, settings: &Settings) -> Result<Api, Vec<Problem>> {
    // What was not selected is not missed.
    if settings.select.is_everything() {
        let unknown = lower::unknown_types(document, &settings.types);
        if !unknown.is_empty() {
            return Err(unknown);
        }
    }
    let api = lower::lower_with(document, &settings.types)?;
    let mut problems = emit::unsupported(&api);
    for problem in &mut problems {
        problem.line = document.line(&problem.pointer);
    }
    if problems.is_empty() {
        Ok(api)
    } else {
        Err(problems)
    }
}

/// Adds what the checks found, but for references that were complained about already, with a better reason.
fn add(problems: &mut Vec<Problem>, found: Vec<Problem>) {
    let known: Vec<(String, String)> = problems
        .iter()
        .map(|problem| (problem.file.clone(), problem.pointer.clone()))
        .collect();
    problems.extend(found.into_iter().filter(|problem| {
        let is_reference = matches!(problem.rule, "remote-reference" | "dangling-reference");
        let at = problem
            .pointer
            .strip_suffix("/$ref")
            .unwrap_or(&problem.pointer);
        !is_reference
            || !known
                .iter()
                .any(|(file, pointer)| *file == problem.file && pointer == at)
    }));
}

fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    lint::sort(&mut problems);
    problems
}
