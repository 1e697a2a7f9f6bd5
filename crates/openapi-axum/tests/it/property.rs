//! Whatever the text, it is generated from or refused.

use openapi_axum::{
    Overlay, Selection, Settings, Source, assembled, check, generate, generate_source,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words of OpenAPI: trees of them come further than trees of anything.
const KEYS: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "items",
    "required",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "patternProperties",
    "nullable",
    "default",
    "example",
    "examples",
    "discriminator",
    "propertyName",
    "mapping",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "x-extensible-enum",
    "schema",
    "content",
    "application/json",
    "text/plain",
    "multipart/form-data",
    "parameters",
    "name",
    "in",
    "style",
    "explode",
    "requestBody",
    "responses",
    "200",
    "default",
    "4XX",
    "headers",
    "security",
    "operationId",
    "tags",
    "get",
    "post",
    "callbacks",
    "a",
    "b",
];

const TEXTS: &[&str] = &[
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "null",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#/components/parameters/A",
    "#/components/responses/A",
    "#/paths/~1a",
    "#",
    "b.yaml",
    "b.yaml#/a",
    "b.yaml#/items",
    "a.yaml#/components/schemas/B/properties/a",
    "#/components/schemas/A/items",
    "#/components/schemas/B/properties/a",
    "a",
    "b",
    "query",
    "path",
    "header",
    "cookie",
    "form",
    "deepObject",
    "date-time",
    "uuid",
    "int32",
    "^a+$",
    "(",
    "",
    "🦀",
    "fn",
    "Self",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![
            Just(json!(0)),
            Just(json!(-1)),
            Just(json!(3)),
            Just(json!(0.5)),
            Just(json!(1e300)),
            Just(json!(u64::MAX))
        ],
        proptest::sample::select(TEXTS).prop_map(Value::from),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 48, 5, |inner| {
        let object = proptest::collection::vec((proptest::sample::select(KEYS), inner.clone()), 0..5);
        prop_oneof![
            1 => proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            4 => object.prop_map(|members| {
                let members: Map<String, Value> = members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                Value::from(members)
            }),
        ]
    })
}

/// A document that is right but for one place.
fn around(place: &str, value: Value) -> String {
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "operationId": "a",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
            "responses": {
                "200": {"description": "ok", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/B"}}}},
                "400": {"description": "wrong", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/E"}}}},
            },
        }}},
        "components": {"schemas": {"E": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}, "A": {"type": "string"}, "B": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    });
    if let Some(found) = document.pointer_mut(place) {
        *found = value;
    }
    document.to_string()
}

const PLACES: &[&str] = &[
    "",
    "/info",
    "/paths",
    "/paths/~1a",
    "/paths/~1a/post",
    "/paths/~1a/post/responses",
    "/paths/~1a/post/responses/200",
    "/paths/~1a/post/requestBody",
    "/components",
    "/components/schemas",
    "/components/schemas/A",
    "/components/schemas/B",
    "/components/schemas/B/properties/a",
    "/openapi",
];

fn runs(text: &str) {
    let settings = Settings {
        mock: true,
        ..Settings::default()
    };
    let _ = generate(text, &settings);
    check(text);
}

proptest! {
    #[test]
    fn any_tree_is_generated_from_or_refused(place in proptest::sample::select(PLACES), value in tree()) {
        runs(&around(place, value));
    }

    #[test]
    fn any_schema_is_generated_from_or_refused(value in tree()) {
        runs(&around("/components/schemas/A", value));
    }

    #[test]
    fn any_files_are_bundled_or_refused(place in proptest::sample::select(PLACES), value in tree(), other in tree()) {
        let main = around(place, value);
        let other = other.to_string();
        let load = |path: &str| match path {
            "b.yaml" => Ok(other.clone()),
            _ => Err("there is no such file".to_owned()),
        };
        let source = Source::named("a.yaml", &main).with_loader(&load);
        let _ = assembled(&source, &Settings::default());
        let _ = generate_source(&source, &Settings::default());
    }

    #[test]
    fn any_bytes_are_generated_from_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        runs(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_overlay_and_selection_is_applied_or_refused(overlay in tree(), target in "\\$[.a-z\\[\\]'*?@=!0-9 &|(),-]{0,20}", tag in "[ab]") {
        let overlay = json!({"overlay": "1.0.0", "actions": [{"target": target, "update": overlay}, {"target": target, "remove": true}]});
        let settings = Settings {
            overlays: vec![Overlay { name: "o".to_owned(), text: overlay.to_string() }],
            select: Selection { tags: vec![tag], ..Selection::default() },
            ..Settings::default()
        };
        let _ = generate(&around("", json!(null)), &settings);
        let _ = generate(&around("/info/title", json!("x")), &settings);
    }
}
