//! Values that are made from schemas obey them.

use serde_json::{Value, json};

use super::Sampler;
use crate::place::Place;
use crate::read::Document;

/// The value of a schema, in a document of 3.1 with the components `Tree`, `Endless`, and `Pet` with its children.
fn value_of(schema: &Value) -> Option<Value> {
    let tree = json!({
        "type": "object", "required": ["value"],
        "properties": {
            "value": { "type": "integer" },
            "left": { "$ref": "#/components/schemas/Tree" },
            "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
        },
    });
    let endless = json!({
        "type": "object", "required": ["next"],
        "properties": { "next": { "$ref": "#/components/schemas/Endless" } },
    });
    let pet = json!({
        "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" } },
        "discriminator": { "propertyName": "kind" },
    });
    let dog = json!({ "allOf": [{ "$ref": "#/components/schemas/Pet" }] });
    let poodle = json!({
        "allOf": [{ "$ref": "#/components/schemas/Dog" }],
        "required": ["curls"], "properties": { "curls": { "type": "integer" } },
    });
    let schemas = json!({
        "Tree": tree, "Endless": endless, "Pet": pet, "Dog": dog, "Poodle": poodle,
    });
    let text = json!({
        "openapi": "3.1.0",
        "media": { "schema": schema },
        "components": { "schemas": schemas },
    });
    let document = Document::parse(&text.to_string()).expect("the document is JSON");
    let root = Place::root(document.root());
    let media = root.get("media").expect("it is there");
    Sampler::new(&root).of_owner(&media)
}

#[test]
fn values_obey_their_schemas() {
    let tree = "#/components/schemas/Tree";
    let cases = [
        (json!({ "type": "string" }), json!("string")),
        (json!({ "type": "string", "maxLength": 3 }), json!("str")),
        (
            json!({ "type": "string", "minLength": 8 }),
            json!("stringgg"),
        ),
        (
            json!({ "type": "string", "format": "date" }),
            json!("2000-01-01"),
        ),
        (
            json!({ "type": "string", "pattern": "^[A-Z]{2}-\\d+$" }),
            json!("AA-0"),
        ),
        (
            json!({ "type": "string", "pattern": "^[a-z]+$", "minLength": 4 }),
            json!("aaaa"),
        ),
        (json!({ "enum": [null, "b"] }), json!("b")),
        (json!({ "const": 7 }), json!(7)),
        (
            json!({ "type": "integer", "minimum": 3, "multipleOf": 5 }),
            json!(5),
        ),
        (json!({ "type": "integer", "maximum": -3 }), json!(-3)),
        (
            json!({ "type": "number", "exclusiveMinimum": 1, "maximum": 1.5 }),
            json!(1.25),
        ),
        (
            json!({ "type": "integer", "example": 12, "minimum": 10 }),
            json!(12),
        ),
        (
            json!({ "type": "integer", "example": 2, "minimum": 10 }),
            json!(10),
        ),
        (json!({ "type": ["null", "boolean"] }), json!(true)),
        (json!({ "not": { "type": "string" } }), json!(0)),
        (
            json!({ "type": "array", "uniqueItems": true, "minItems": 2, "items": { "enum": ["a", "b"] } }),
            json!(["a", "b"]),
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false }),
            json!(["string", 0]),
        ),
        (
            json!({ "type": "object", "required": ["a"], "properties": {
                "a": { "type": "string" }, "b": { "type": "string" }, "c": { "default": 1 },
            } }),
            json!({ "a": "string", "c": 1 }),
        ),
        (
            json!({ "type": "object", "minProperties": 1, "additionalProperties": { "type": "integer" } }),
            json!({ "key1": 0 }),
        ),
        (
            json!({ "allOf": [
                { "type": "object", "required": ["a"], "properties": { "a": { "minimum": 2 } } },
                { "type": "object", "properties": { "a": { "type": "integer" } } },
            ] }),
            json!({ "a": 2 }),
        ),
        (
            json!({ "oneOf": [
                { "type": "integer", "multipleOf": 3 }, { "type": "integer", "multipleOf": 5 },
            ] }),
            json!(3),
        ),
        (
            json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": "paid" } },
                "if": { "properties": { "kind": { "const": "paid" } } },
                "then": { "required": ["amount"], "properties": { "amount": { "type": "integer" } } } }),
            json!({ "kind": "paid", "amount": 0 }),
        ),
        (json!({ "$ref": tree }), json!({ "value": 0 })),
        (
            json!({ "type": "array", "items": { "$ref": tree } }),
            json!([{ "value": 0 }]),
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(value_of(&schema), Some(expected), "{schema}");
    }
}

#[test]
fn a_base_is_one_of_its_children() {
    let pet = "#/components/schemas/Pet";
    let cases = [
        (json!({ "$ref": pet }), json!({ "kind": "Dog" })),
        (
            json!({ "$ref": "#/components/schemas/Poodle" }),
            json!({ "kind": "Poodle", "curls": 0 }),
        ),
        (
            json!({ "$ref": pet, "example": { "kind": "yeti" } }),
            json!({ "kind": "yeti" }),
        ),
        (
            json!({ "$ref": pet, "example": { "kind": "Poodle" } }),
            json!({ "kind": "Dog" }),
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(value_of(&schema), Some(expected), "{schema}");
    }
}

#[test]
fn what_has_no_value_gets_none() {
    let cases = [
        json!(false),
        json!({ "type": "integer", "minimum": 2, "maximum": 1 }),
        json!({ "$ref": "#/components/schemas/Endless" }),
        json!({ "type": "string", "pattern": "^(?=z)[a-y]$" }),
    ];
    for schema in cases {
        assert_eq!(value_of(&schema), None, "{schema}");
    }
}
