//! Witnesses (a) and (b): types that derive the document pass, changes are named, and no leaf is blind.

use openapi_witness::{GENERAL, Scope, compare, lower_schemars, try_every_leaf};
use schemars::SchemaGenerator;
use serde_json::{Value, json};

use crate::notes::{Note, Problem, document};

fn derived() -> Value {
    let mut generator = SchemaGenerator::default();
    generator.subschema_for::<Note>();
    generator.subschema_for::<Problem>();
    lower_schemars(&json!({ "$defs": generator.take_definitions(true) }))
}

fn differences(spec: &Value, derived: &Value, scope: Scope) -> Vec<String> {
    compare(spec, derived, scope, GENERAL)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn derived_schemas_equal_the_document() {
    let spec = document();
    let differences = differences(&spec, &derived(), Scope::Schemas);
    assert_eq!(differences, [] as [&str; 0]);
}

#[test]
fn a_document_equals_itself_however_parameters_are_ordered() {
    let spec = document();
    let mut other = spec.clone();
    let operation = &mut other["paths"]["/shelves/{shelf}/notes"]["post"];
    operation["parameters"]
        .as_array_mut()
        .expect("parameters are a list")
        .reverse();
    operation["security"] = json!([{ "basic": [] }]);
    assert_eq!(differences(&spec, &other, Scope::Document), [] as [&str; 0]);
}

#[test]
fn what_is_only_derived_is_a_difference() {
    let spec = document();
    let mut other = spec.clone();
    other["paths"]["/more"]["get"] = json!({ "operationId": "more" });
    other["components"]["schemas"]["Note"]["properties"]["text"]["pattern"] = json!("x");
    other["components"]["schemas"]["Note"]["required"] = json!(["text", "kind", "due", "labels"]);
    let differences = differences(&spec, &other, Scope::Document);
    assert_eq!(
        differences,
        [
            r#"/paths/~1more/get: the document says nothing, derived is {"operationId":"more","security":[{"basic":[]}]}"#,
            r#"/components/schemas/Note/properties/text/pattern: the document says nothing, derived is "x""#,
            r#"/components/schemas/Note/required: the document says nothing, derived is "labels""#,
        ]
    );
}

#[test]
fn no_leaf_changes_unnoticed() {
    let spec = document();
    let outcome = try_every_leaf(&spec, &spec, Scope::Document, GENERAL);
    let unnoticed: Vec<_> = outcome.unnoticed.iter().map(ToString::to_string).collect();
    assert_eq!(unnoticed, [] as [&str; 0]);
    assert!(outcome.leaves > 80, "{} leaves", outcome.leaves);
}

#[test]
fn a_leaf_that_nothing_reads_is_reported() {
    let mut spec = document();
    spec["components"]["headers"] = json!({ "Unused": { "description": "x" } });
    let outcome = try_every_leaf(&spec, &spec, Scope::Document, GENERAL);
    let unnoticed: Vec<_> = outcome.unnoticed.iter().map(ToString::to_string).collect();
    assert_eq!(
        unnoticed,
        [
            "/components/headers/Unused/description altered: no difference",
            "/components/headers/Unused/description deleted: no difference",
        ]
    );
}
