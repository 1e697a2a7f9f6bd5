//! Witnesses (a) and (b): what the types and the router derive equals the document, and no leaf of it is blind.

use openapi_witness::{Scope, compare, lower_schemars, try_every_leaf};
use serde_json::{Value, json};

use crate::contract::{document, ignored};
use crate::schemas;

fn schemars() -> Value {
    lower_schemars(&json!({ "$defs": schemas::derived() }))
}

fn assert_equal(derived: &Value, scope: Scope) {
    let differences: Vec<_> = compare(&document(), derived, scope, &ignored())
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn assert_sensitive(derived: &Value, scope: Scope, least: usize) {
    let outcome = try_every_leaf(&document(), derived, scope, &ignored());
    let unnoticed: Vec<_> = outcome.unnoticed.iter().map(ToString::to_string).collect();
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
    assert!(outcome.leaves > least, "only {} leaves", outcome.leaves);
}

#[test]
fn schemars_derives_the_document() {
    assert_equal(&schemars(), Scope::Schemas);
}

#[test]
fn every_leaf_of_a_schema_is_seen_through_schemars() {
    assert_sensitive(&schemars(), Scope::Schemas, 1_200);
}

#[cfg(feature = "utoipa")]
fn utoipa() -> Value {
    let document = desk_server::utoipa_document();
    openapi_witness::lower_utoipa(
        &serde_json::to_value(document).expect("a document can be written as JSON"),
    )
}

#[cfg(feature = "utoipa")]
#[test]
fn utoipa_derives_the_document() {
    assert_equal(&utoipa(), Scope::Document);
}

#[cfg(feature = "utoipa")]
#[test]
fn every_leaf_is_seen_through_utoipa() {
    assert_sensitive(&utoipa(), Scope::Document, 2_000);
}

#[test]
fn what_is_left_out_is_short_and_reasoned() {
    insta::assert_snapshot!("ignored", openapi_witness::print_ignored(&ignored()));
}

#[test]
fn the_served_document_is_the_document() {
    let served: Value =
        serde_json::from_str(desk_server::OPENAPI_JSON).expect("the served document is JSON");
    assert_eq!(served, document());
}
