//! Given names: where they are taken, and what is refused.

use super::{Case, complaint};
use crate::model::{Api, Kind};
use crate::problem::Problem;
use crate::read_api;

#[test]
fn names_are_identifiers_of_their_kind() {
    for name in ["kind", "r#type", "type_", "at_2", "x"] {
        assert_eq!(complaint(name, Case::Snake), None, "{name}");
    }
    for name in ["Money", "V1_0", "X", "Http2"] {
        assert_eq!(complaint(name, Case::Pascal), None, "{name}");
    }
    let refused = [
        "", "_", "2fa", "a-b", "aB", "a__b", "_a", "self", "r#self", "type", "r#kind", "é",
    ];
    for name in refused {
        assert!(complaint(name, Case::Snake).is_some(), "{name}");
    }
    for name in ["", "_", "2Fa", "A-B", "money", "A_B", "Self", "r#Money"] {
        assert!(complaint(name, Case::Pascal).is_some(), "{name}");
    }
}

/// A document with two operations; `NAME` and so on are what is written there as extensions.
fn read(
    operation: &str,
    parameter: &str,
    component: &str,
    rest: &str,
) -> Result<Api, Vec<Problem>> {
    let text = format!(
        r##"openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    get:
      operationId: list_things
      {operation}
      parameters:
        - {{name: state, in: query, schema: {{type: string, enum: [on, off]}}, {parameter}}}
        - {{name: page, in: query, schema: {{type: integer}}}}
      responses: {{'204': {{description: done}}}}
    post:
      operationId: makeThing
      requestBody:
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/thing_v2'}}}}}}
      responses: {{'204': {{description: done}}}}
components:
  schemas:
    Thing: {{type: integer}}
    thing_v2:
      {component}
      type: object
      properties:
        lang: {{type: string, maxLength: 2}}
{rest}"##
    );
    read_api(&text).map(|(api, _)| api)
}

fn refusals(found: Result<Api, Vec<Problem>>) -> Vec<(String, String)> {
    let problems = found.expect_err("a name is wrong");
    problems
        .into_iter()
        .map(|it| (it.pointer, it.message))
        .collect()
}

fn refusal(pointer: &str, message: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), message.to_owned())]
}

const MORE: &str =
    "        kind: {type: string, enum: [a, b], x-rust-name: r#type, x-rust-names: [First, null]}
        list: {type: array, items: {type: object, x-rust-name: Entry, properties: {}}}
        type: {type: string}\n";

#[test]
fn given_names_come_before_chosen_ones() {
    let found = read(
        "x-rust-name: make_thing",
        "x-rust-name: page",
        "x-rust-name: Thing",
        MORE,
    );
    let api = found.expect("every name is fine");
    let operations: Vec<_> = api
        .operations
        .iter()
        .map(|it| {
            (
                it.id.as_str(),
                it.rust_name.as_str(),
                it.type_prefix.as_str(),
            )
        })
        .collect();
    let expected = [
        ("list_things", "make_thing", "MakeThing"),
        ("makeThing", "make_thing_2", "MakeThing2"),
    ];
    assert_eq!(operations, expected);
    let parameters = api.operations[0].parameters.iter();
    let parameters: Vec<_> = parameters
        .map(|it| (it.name.as_str(), it.rust_name.as_str()))
        .collect();
    assert_eq!(parameters, [("state", "page"), ("page", "page_2")]);
    let types: Vec<_> = api.types.keys().map(String::as_str).collect();
    let expected = ["Thing2", "Thing", "ThingType", "Entry", "MakeThingPage"];
    assert_eq!(types, expected);
    let Kind::Struct(thing) = &api.types["Thing"].kind else {
        panic!("a struct")
    };
    let fields: Vec<_> = thing
        .fields
        .iter()
        .map(|it| (it.name.as_str(), it.rust_name.as_str()))
        .collect();
    let expected = [
        ("lang", "lang"),
        ("kind", "r#type"),
        ("list", "list"),
        ("type", "type_2"),
    ];
    assert_eq!(fields, expected);
    let Kind::Enum(values) = &api.types["ThingType"].kind else {
        panic!("an enumeration")
    };
    let values: Vec<_> = values
        .values
        .iter()
        .map(|it| it.rust_name.as_str())
        .collect();
    assert_eq!(values, ["First", "B"]);
}

#[test]
fn what_is_no_name_is_refused_where_it_stands() {
    let found = refusals(read("x-rust-name: move", "", "", ""));
    let expected = refusal(
        "/paths/~1things/get/x-rust-name",
        "`move` is a keyword, write `r#move`",
    );
    assert_eq!(found, expected);
    let found = refusals(read("", "x-rust-name: theState", "", ""));
    let expected = refusal(
        "/paths/~1things/get/parameters/0/x-rust-name",
        "`theState` is no Rust name of its kind, write an identifier in snake_case",
    );
    assert_eq!(found, expected);
    let found = refusals(read("", "", "x-rust-name: [Thing]", ""));
    let expected = refusal(
        "/components/schemas/thing_v2/x-rust-name",
        "the name must be a string, not an array",
    );
    assert_eq!(found, expected);
}

#[test]
fn what_is_taken_is_refused() {
    let found = refusals(read("x-rust-name: authenticate", "", "", ""));
    let expected = refusal(
        "/paths/~1things/get/x-rust-name",
        "`authenticate` is taken here, choose another name",
    );
    assert_eq!(found, expected);
    let found = refusals(read("", "", "x-rust-name: Vec", ""));
    let expected = refusal(
        "/components/schemas/thing_v2/x-rust-name",
        "`Vec` is taken here, choose another name",
    );
    assert_eq!(found, expected);
    let twice = "        a: {type: string, x-rust-name: same}\n        b: {type: string, x-rust-name: same}\n";
    let expected = refusal(
        "/components/schemas/thing_v2/properties/b/x-rust-name",
        "`same` is taken here, choose another name",
    );
    assert_eq!(refusals(read("", "", "", twice)), expected);
}

#[test]
fn names_of_values_are_one_for_each() {
    let short = "        a: {type: string, enum: [x, y], x-rust-names: [First]}\n";
    let expected = refusal(
        "/components/schemas/thing_v2/properties/a/x-rust-names",
        "`x-rust-names` has 1 names for 2 values, write one for each, or null where the usual one is fine",
    );
    assert_eq!(refusals(read("", "", "", short)), expected);
    let open =
        "        a: {type: string, x-extensible-enum: [x, y], x-rust-names: [First, Other]}\n";
    let expected = refusal(
        "/components/schemas/thing_v2/properties/a/x-rust-names/1",
        "`Other` is taken here, choose another name",
    );
    assert_eq!(refusals(read("", "", "", open)), expected);
}
