//! Generates Rust types and an axum server trait from an OpenAPI document.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! [`generate`] reads the document into a tree that knows its positions ([`read`]),
//! refuses what it cannot generate faithfully ([`lint`]), lowers the rest to one representation ([`model`]) and writes
//! code from that.

pub mod document;
mod emit;
mod form;
mod format;
pub mod lint;
pub mod lower;
pub mod model;
pub mod names;
pub mod place;
pub mod problem;
pub mod project;
pub mod read;
mod settings;
mod walk;

pub use settings::{Artifacts, Settings};

use model::Api;
use problem::Problem;
use read::Document;

/// Everything wrong with a document, errors and findings, in the order of its lines.
pub fn check(text: &str) -> Vec<Problem> {
    let (document, mut problems) = Document::parse_all(text);
    problems.extend(document.iter().flat_map(lint::check));
    in_order(problems)
}

/// Reads a document and lowers it to the model that the emitters read.
///
/// # Errors
/// Every error of the document, in the order of its lines; findings do not count.
pub fn read_api(text: &str) -> Result<(Api, Document), Vec<Problem>> {
    let (document, mut problems) = Document::parse_all(text);
    problems.extend(document.iter().flat_map(lint::errors));
    match document {
        Some(document) if problems.is_empty() => {
            let api = lowered(&document).map_err(in_order)?;
            Ok((api, document))
        }
        _ => Err(in_order(problems)),
    }
}

/// Generates everything for a document.
///
/// # Errors
/// Every error of the document, in the order of its lines; nothing is generated then.
pub fn generate(text: &str, settings: &Settings) -> Result<Artifacts, Vec<Problem>> {
    let (api, document) = read_api(text)?;
    let json = document::canonical_json(&document);
    let artifacts = emit(&api, &json, settings).map_err(|mut problems| {
        for problem in &mut problems {
            problem.line = document.line(&problem.pointer);
        }
        problems
    });
    artifacts.map_err(in_order)
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
fn lowered(document: &Document) -> Result<Api, Vec<Problem>> {
    let api = lower::lower(document)?;
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

fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    lint::sort(&mut problems);
    problems
}
