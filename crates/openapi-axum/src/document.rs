//! The document as it is served: canonical JSON.

use crate::read::Document;

/// The whole document as compact JSON, keys in the order of the text, with a newline at the end.
pub fn canonical_json(document: &Document) -> String {
    format!("{}\n", document.root().to_json())
}
