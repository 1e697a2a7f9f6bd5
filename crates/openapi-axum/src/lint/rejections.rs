//! Whether a request that does not reach its method can be answered in a schema of the document.

use super::report::Report;
use crate::emit;
use crate::model::Api;
use crate::place::Place;

/// Finds a document whose failures have no one schema that a server can fill.
pub(super) fn look(root: &Place<'_>, api: &Api, report: &mut Report) {
    let documented = api.operations.iter().any(|operation| {
        operation
            .failures()
            .any(|response| !response.media.is_empty())
    });
    if documented && !emit::fills_rejections(api) {
        let message = "failures share no object with a `message` that a server can fill, rejections are answered as application/problem+json";
        let place = root.get("paths").unwrap_or_else(|| root.clone());
        report.finding(&place, "error-schema", message);
    }
}
