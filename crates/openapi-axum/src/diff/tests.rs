//! One change at a time, and what it means.

use super::diff;
use crate::read::Document;

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: get_pet
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: fields, in: query, schema: {type: string, maxLength: 10}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    put:
      operationId: put_pet
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}, kind: {type: string, enum: [cat]}}}
    NewPet: {type: object, required: [name], properties: {name: {type: string, minLength: 1}, kind: {type: string, enum: [cat, dog]}}}
";

/// What one replacement changes: message, breaking, work.
fn changes(from: &str, to: &str) -> Vec<(String, bool, bool)> {
    assert!(DOCUMENT.contains(from), "{from}");
    let before = Document::parse(DOCUMENT).expect("readable");
    let after = Document::parse(&DOCUMENT.replacen(from, to, 1)).expect("readable");
    diff(&before, &after)
        .into_iter()
        .map(|it| (it.message, it.is_breaking, it.is_work))
        .collect()
}

#[test]
fn every_change_is_weighed() {
    let cases = [
        (
            "    put:",
            "    patch:",
            vec![
                ("the operation is new", false, true),
                ("the operation is gone", true, true),
            ],
        ),
        (
            "operationId: get_pet",
            "operationId: read_pet",
            vec![(
                "the operation id was `get_pet`, and is `read_pet`",
                false,
                true,
            )],
        ),
        (
            "in: query, schema",
            "in: query, required: true, schema",
            vec![("the parameter `fields` is now required", true, true)],
        ),
        (
            "maxLength: 10",
            "maxLength: 9",
            vec![("`maxLength` was 10, and is 9", true, false)],
        ),
        (
            "maxLength: 10",
            "maxLength: 11",
            vec![("`maxLength` was 10, and is 11", false, false)],
        ),
        (
            "name: fields",
            "name: only",
            vec![
                ("the parameter `only` is new", false, true),
                ("the parameter `fields` is gone", false, true),
            ],
        ),
        (
            "enum: [cat]",
            "enum: [cat, cow]",
            vec![("the value \"cow\" is new", true, true)],
        ),
        (
            "enum: [cat, dog]",
            "enum: [dog]",
            vec![("the value \"cat\" is gone", true, true)],
        ),
        (
            "enum: [cat, dog]",
            "enum: [cat, dog, cow]",
            vec![("the value \"cow\" is new", false, true)],
        ),
        (
            "Pet: {type: object, required: [name],",
            "Pet: {type: object,",
            vec![("the property `name` is no longer required", true, true)],
        ),
        (
            "minLength: 1}",
            "minLength: 1, nullable: true}",
            vec![("null is allowed now", false, true)],
        ),
        (
            "'204'",
            "'205'",
            vec![
                ("the answer 205 is new", false, true),
                ("the answer 204 is gone", true, true),
            ],
        ),
        (
            "schema: {type: integer}",
            "schema: {type: string}",
            vec![("the type was integer, and is string", true, true)],
        ),
        (
            "info:",
            "security: [{key: []}]\ninfo:",
            vec![
                ("the security requirements changed", true, true),
                ("the security requirements changed", true, true),
            ],
        ),
        (
            "requestBody: {",
            "requestBody: {required: true, ",
            vec![("the body is now required", true, true)],
        ),
        ("title: Pets", "title: Animals", vec![]),
    ];
    for (from, to, expected) in cases {
        let expected: Vec<(String, bool, bool)> = expected
            .into_iter()
            .map(|(message, breaking, work)| (message.to_owned(), breaking, work))
            .collect();
        assert_eq!(changes(from, to), expected, "{from} → {to}");
    }
}

#[test]
fn names_of_path_parameters_are_no_change() {
    let before = Document::parse(DOCUMENT).expect("readable");
    let after = DOCUMENT
        .replace("{id}", "{pet}")
        .replace("name: id", "name: pet");
    let after = Document::parse(&after).expect("readable");
    assert_eq!(diff(&before, &after), []);
}

#[test]
fn recursive_schemas_are_compared_once() {
    let text = |limit: u32| {
        format!(
            "paths: {{/a: {{put: {{requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/N'}}}}}}}}}}}}}}\n\
             components: {{schemas: {{N: {{maxProperties: {limit}, properties: {{next: {{$ref: '#/components/schemas/N'}}}}}}}}}}\n"
        )
    };
    let before = Document::parse(&text(2)).expect("readable");
    let after = Document::parse(&text(1)).expect("readable");
    let changes = diff(&before, &after);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].pointer, "/components/schemas/N");
}
