//! Checks a document: errors for what cannot be generated faithfully, findings for what a reader would stumble over.

use crate::problem::Problem;
use crate::read::Document;

/// Every error of a document that lowering relies on.
pub fn errors(_document: &Document) -> Vec<Problem> {
    Vec::new()
}

/// Every error and finding of a document, in the order of its lines.
pub fn check(document: &Document) -> Vec<Problem> {
    errors(document)
}
