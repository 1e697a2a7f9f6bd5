//! The document, read without the generator's reader.

use openapi_witness::Ignored;
use openapi_witness::behaviour::Contract;
use serde_json::Value;

/// The document.
pub(crate) fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/desk.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
}

/// Its operations.
pub(crate) fn contract() -> Contract {
    Contract::new(document()).expect("the document has operations")
}

/// Everything that is left out: nothing of this document alone.
pub(crate) fn ignored() -> Vec<Ignored> {
    openapi_witness::GENERAL.to_vec()
}
