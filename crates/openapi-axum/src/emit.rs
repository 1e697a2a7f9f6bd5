//! Writes code from the model.
//!
//! One module per kind of generated file: what a person would have written, in the order of the document.

mod bounds;
mod chain;
mod checks;
mod derived;
pub(crate) mod docs;
mod examples;
mod json;
pub(crate) mod pattern;
mod rust_type;
mod schemars;
mod server;
mod sizes;
mod types;
mod utoipa;

use crate::model::Api;
use crate::problem::Problem;
use crate::settings::{Artifacts, Settings};

/// Writes every file for `api`; `document` is the canonical JSON of the document itself.
///
/// # Errors
/// What the model holds and no faithful code can be written for.
pub(crate) fn emit(
    api: &Api,
    document: &str,
    settings: &Settings,
) -> Result<Artifacts, Vec<Problem>> {
    let mut problems = unsupported(api);
    if settings.derived_schemas {
        problems.extend(server::unsupported(api));
        problems.extend(derived::unsupported(api));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let emitted = types::emit(api, settings).and_then(|mut artifacts| {
        artifacts.extend(server::emit(api, document, settings)?);
        Ok(artifacts)
    });
    emitted.map_err(|problem| vec![problem])
}

/// What is in the model and cannot be written; the lines are for the caller to fill in.
pub(crate) fn unsupported(api: &Api) -> Vec<Problem> {
    bounds::unsupported(api)
}

/// Whether a request that does not reach its method is answered in the schema of the document.
pub(crate) fn fills_rejections(api: &Api) -> bool {
    server::fills_rejections(api)
}
