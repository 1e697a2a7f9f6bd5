//! Lowering: names, hoisting, reachability, tags, boxes.

use crate::model::{Api, Kind, Location, NamedType, Payload, Requirement, Shape, Status};
use crate::read_api;

/// A document with one operation whose body is `Body` and whose answer is `Answer`.
fn api(schemas: &str) -> Result<Api, Vec<crate::problem::Problem>> {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        r##"openapi: 3.0.3
info: {{title: T, version: '1'}}
security: [{{basic: []}}]
paths:
  /things/{{id}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{$ref: '#/components/schemas/Id'}}}}
    post:
      operationId: make_thing
      parameters:
        - {{name: kind, in: query, schema: {{type: string, enum: [a, b-c]}}}}
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Body'}}}}}}}}
      responses:
        '404': {{$ref: '#/components/responses/Missing'}}
        '200':
          description: done
          content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Answer'}}}}}}}}
components:
  securitySchemes: {{basic: {{type: http, scheme: basic}}}}
  responses:
    Missing:
      description: not there
      headers: {{Retry-After: {{schema: {{type: integer}}}}}}
      content: {{application/json: {{schema: {{$ref: '#/components/schemas/Error'}}}}}}
  schemas:
    Id: {{type: integer, minimum: 1}}
    Error: {{type: object, properties: {{message: {{type: string}}}}}}
{indented}"##
    );
    read_api(&text).map(|(api, _)| api)
}

fn named<'a>(api: &'a Api, name: &str) -> &'a NamedType {
    api.types
        .get(name)
        .unwrap_or_else(|| panic!("no type {name} in {:?}", api.types.keys()))
}

fn fields(api: &Api, name: &str) -> Vec<(String, Shape)> {
    match &named(api, name).kind {
        Kind::Struct(object) => object
            .fields
            .iter()
            .map(|field| (field.rust_name.clone(), field.value.shape.clone()))
            .collect(),
        other => panic!("{name} is {other:?}"),
    }
}

fn reference(name: &str, boxed: bool) -> Shape {
    Shape::Ref {
        name: name.to_owned(),
        boxed,
    }
}

#[test]
fn operations_are_resolved() {
    let api = api("Body: {type: object, properties: {}}\nAnswer: {type: object, properties: {}}")
        .expect("sane");
    let operation = &api.operations[0];
    assert_eq!(
        (operation.rust_name.as_str(), operation.type_prefix.as_str()),
        ("make_thing", "MakeThing")
    );
    let basic = Requirement {
        scheme: "basic".to_owned(),
        scopes: Vec::new(),
    };
    assert_eq!(operation.security, [vec![basic]]);
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|p| (p.name.as_str(), p.location))
        .collect();
    assert_eq!(
        parameters,
        [("id", Location::Path), ("kind", Location::Query)]
    );
    assert!(matches!(
        operation.parameters[0].value.shape,
        Shape::Integer(_)
    ));
    assert_eq!(
        operation.parameters[1].value.shape,
        reference("MakeThingKind", false)
    );
    let statuses: Vec<_> = operation
        .responses
        .iter()
        .map(|r| (r.status, r.rust_name.as_str()))
        .collect();
    let expected = [(Status::Code(200), "Ok"), (Status::Code(404), "NotFound")];
    assert_eq!(statuses, expected);
    assert!(matches!(&operation.responses[0].media[0].payload,
        Payload::Json(schema) if schema.shape == reference("MakeThingResponse", false)));
    assert_eq!(operation.responses[1].component.as_deref(), Some("Missing"));
    assert_eq!(operation.responses[1].headers[0].name, "Retry-After");
    assert_eq!(api.error_type.as_deref(), Some("Error"));
    let order: Vec<_> = api.types.keys().map(String::as_str).collect();
    assert_eq!(
        order,
        [
            "Id",
            "Error",
            "Body",
            "Answer",
            "MakeThingKind",
            "MakeThingResponse"
        ]
    );
}

#[test]
fn inline_types_are_hoisted_and_named_after_their_place() {
    let api = api(
        "Body:\n  type: object\n  properties:\n    type: {type: string, enum: [pt-BR, en]}\n    chat: {type: object, nullable: true, properties: {a: {type: string}}}\n    list: {type: array, items: {type: object, properties: {b: {type: integer}}}}\n    more: {type: object, additionalProperties: {type: object, properties: {c: {type: number}}}}\n    any: {}\n    free: {type: object, additionalProperties: true}\nBodyChat: {type: object, properties: {}}\nAnswer: {type: string, x-extensible-enum: [x, other]}",
    )
    .expect("sane");
    let found = fields(&api, "Body");
    assert_eq!(
        found[0],
        ("r#type".to_owned(), reference("BodyType", false))
    );
    assert_eq!(found[1], ("chat".to_owned(), reference("BodyChat2", false)));
    assert!(
        matches!(&found[2].1, Shape::Array(items) if items.shape == reference("BodyListItem", false))
    );
    assert!(
        matches!(&found[3].1, Shape::Map(values) if values.shape == reference("BodyMoreValue", false))
    );
    assert_eq!((&found[4].1, &found[5].1), (&Shape::Any, &Shape::FreeForm));
    let Kind::Enum(answer) = &named(&api, "Answer").kind else {
        panic!("an enumeration")
    };
    let variants: Vec<_> = answer
        .values
        .iter()
        .map(|value| value.rust_name.as_str())
        .collect();
    assert_eq!((answer.open, variants), (true, vec!["X", "Other2"]));
    assert!(named(&api, "BodyType").in_request && !named(&api, "BodyType").in_answer);
    assert!(named(&api, "Answer").in_answer && !named(&api, "Answer").in_request);
    assert_eq!(named(&api, "BodyType").component, None);
}

const UNION: &str = "Sent:
  oneOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Photo'}]
  discriminator: {propertyName: type, mapping: {text: '#/components/schemas/Text', photo_x: '#/components/schemas/Photo'}}
Text: {type: object, required: [type, text], properties: {type: {type: string}, text: {oneOf: [{type: string}, {$ref: '#/components/schemas/Error'}]}}}
Photo: {type: object, required: [type], properties: {type: {type: string}}}
";

#[test]
fn members_of_a_union_leave_the_tag_to_it() {
    let api = api(&format!(
        "{UNION}Body: {{$ref: '#/components/schemas/Sent'}}\nAnswer: {{type: boolean}}"
    )
    .replace(
        "Body: {$ref: '#/components/schemas/Sent'}",
        "Body: {type: object, properties: {sent: {$ref: '#/components/schemas/Sent'}}}",
    ))
    .expect("sane");
    let Kind::Union(union) = &named(&api, "Sent").kind else {
        panic!("a union")
    };
    let variants: Vec<_> = union
        .variants
        .iter()
        .map(|v| (v.tag.as_str(), v.rust_name.as_str()))
        .collect();
    assert_eq!(variants, [("text", "Text"), ("photo_x", "PhotoX")]);
    assert!(!union.open);
    let Kind::Struct(text) = &named(&api, "Text").kind else {
        panic!("a struct")
    };
    let tag = text.tag.as_ref().expect("a member has a tag");
    assert_eq!(
        (tag.property.as_str(), tag.value.as_str()),
        ("type", "text")
    );
    assert_eq!(text.fields.len(), 1);
    let Kind::Choice(choice) = &named(&api, "TextText").kind else {
        panic!("a choice")
    };
    let variants: Vec<_> = choice
        .iter()
        .map(|v| (v.tag.as_str(), v.rust_name.as_str()))
        .collect();
    assert_eq!(variants, [("string", "String"), ("object", "Error")]);
}

#[test]
fn a_union_that_no_request_reaches_is_open() {
    let api = api(&format!(
        "{UNION}Body: {{type: boolean}}\nAnswer: {{type: object, properties: {{sent: {{$ref: '#/components/schemas/Sent'}}}}}}"
    ))
    .expect("sane");
    assert!(matches!(&named(&api, "Sent").kind, Kind::Union(union) if union.open));
}

#[test]
fn types_that_contain_themselves_are_boxed() {
    let api = api(
        "Body: {type: object, properties: {next: {$ref: '#/components/schemas/Answer'}, all: {type: array, items: {$ref: '#/components/schemas/Body'}}}}\nAnswer: {type: object, required: [list], properties: {back: {type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Body'}]}, list: {$ref: '#/components/schemas/Error'}}}",
    )
    .expect("sane");
    assert_eq!(fields(&api, "Body")[0].1, reference("Answer", true));
    assert!(
        matches!(&fields(&api, "Body")[1].1, Shape::Array(items) if items.shape == reference("Body", false))
    );
    assert_eq!(fields(&api, "Answer")[0].1, reference("Body", true));
    assert_eq!(fields(&api, "Answer")[1].1, reference("Error", false));
    let Kind::Struct(answer) = &named(&api, "Answer").kind else {
        panic!("a struct")
    };
    assert!(answer.fields[0].value.nullable);
}

#[test]
fn types_without_a_finite_value_are_found() {
    let api = api(
        "Body: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/Answer'}}}\nAnswer: {type: object, required: [b], properties: {b: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Body'}}}}",
    )
    .expect("sane");
    let pointers: Vec<String> = super::infinite(&api).into_iter().map(|it| it.1).collect();
    assert_eq!(
        pointers,
        ["/components/schemas/Body", "/components/schemas/Answer"]
    );
}

#[test]
fn a_form_that_is_sent_has_no_styles() {
    let text = |encoding: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}}, "webhooks": {{"told": {{"post": {{
                "requestBody": {{"content": {{"application/x-www-form-urlencoded": {{
                    "schema": {{"type": "object", "properties": {{"tags": {{"type": "array", "items": {{"type": "string"}}}}}}}}{encoding}
                }}}}}},
                "responses": {{"204": {{"description": "Read."}}}}
            }}}}}}}}"#
        )
    };
    assert!(read_api(&text("")).is_ok());
    let styled = r#", "encoding": {"tags": {"style": "pipeDelimited", "explode": false}}"#;
    let problems = read_api(&text(styled)).expect_err("it cannot be sent");
    assert_eq!(problems[0].pointer, "/webhooks/told/post/requestBody");
}
