//! The lowering, on a small document of its own.

use serde_json::{Value, json};

use super::{Projection, project};

const PETS: &str = r##"
openapi: 3.0.3
info: { title: Pets, version: 1.2.3, description: Pets of a town. }
servers: [{ url: "https://pets.example" }]
tags: [{ name: pets, description: Animals. }]
security: [{ basic: [] }]
paths:
  /pets/{id}:
    get:
      operationId: get_pet
      summary: Returns a pet.
      description: Returns a pet by id.
      tags: [pets]
      parameters:
        - name: id
          in: path
          required: true
          description: |-
            Which pet,
            by number.
          schema: { type: integer, format: int64, minimum: 1 }
        - name: seen_at
          in: query
          description: When it was seen.
          schema: { type: string, format: date-time }
        - name: kind
          in: query
          description: Its kind.
          schema: { type: string, maxLength: 10 }
      responses:
        "200":
          description: The pet.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Pet" }
              example: { name: Rex, home: { street: Elm } }
        "400": { $ref: "#/components/responses/Refused" }
        "404": { $ref: "#/components/responses/Refused" }
  /pets/{id}/photo:
    get:
      operationId: get_photo
      summary: Returns a photo.
      description: Returns the photo of a pet.
      tags: [pets]
      parameters:
        - name: id
          in: path
          required: true
          description: Which pet.
          schema: { type: integer, format: int64 }
      responses:
        "200":
          description: The photo.
          content: { "*/*": { schema: { type: string, format: binary } } }
        "400": { $ref: "#/components/responses/Refused" }
components:
  securitySchemes:
    basic: { type: http, scheme: basic, description: Name and token. }
  responses:
    Refused:
      description: Refused.
      content:
        application/json:
          schema: { $ref: "#/components/schemas/APIFault" }
          example: { message: no }
  schemas:
    Pet:
      type: object
      description: A pet.
      required: [name]
      properties:
        name: { type: string, description: Its name. }
        home:
          type: object
          description: Where it lives.
          properties: { street: { type: string, description: The street. } }
      example: { name: Rex, home: { street: Elm } }
    APIFault:
      type: object
      description: What went wrong.
      required: [message]
      properties: { message: { type: string, description: In words. } }
      example: { message: no }
"##;

fn pets() -> (Projection, Value) {
    let projection = project(PETS, "pet_types").unwrap_or_else(|problems| panic!("{problems:#?}"));
    let document = serde_json::from_str(&projection.document).expect("JSON");
    (projection, document)
}

#[test]
fn answers_are_one_success_and_one_failure() {
    let (_, document) = pets();
    let responses = &document["paths"]["/pets/{id}"]["get"]["responses"];
    let statuses: Vec<&String> = responses.as_object().expect("an object").keys().collect();
    assert_eq!(statuses, ["2XX", "4XX", "5XX"]);
    let schema = |status: &str| responses[status]["content"]["application/json"]["schema"].clone();
    assert_eq!(schema("2XX"), json!({ "$ref": "#/components/schemas/Pet" }));
    assert_eq!(
        schema("4XX"),
        json!({ "$ref": "#/components/schemas/ApiFault" })
    );
    assert_eq!(schema("5XX"), schema("4XX"));
}

#[test]
fn bytes_stay_bytes() {
    let (_, document) = pets();
    let content = &document["paths"]["/pets/{id}/photo"]["get"]["responses"]["2XX"]["content"];
    assert_eq!(
        content,
        &json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } })
    );
}

#[test]
fn parameters_are_plain_scalars() {
    let (_, document) = pets();
    let parameters = &document["paths"]["/pets/{id}"]["get"]["parameters"];
    assert_eq!(
        parameters[0]["schema"],
        json!({ "type": "integer", "format": "int64" })
    );
    assert_eq!(parameters[0]["description"], json!("Which pet, by number."));
    assert_eq!(
        parameters[1]["schema"],
        json!({ "$ref": "#/components/schemas/Timestamp" })
    );
    assert_eq!(parameters[2]["schema"], json!({ "type": "string" }));
}

#[test]
fn every_component_is_replaced() {
    let (projection, document) = pets();
    let components = document["components"]["schemas"]
        .as_object()
        .expect("an object");
    let mut names: Vec<&str> = components.keys().map(String::as_str).collect();
    let mut replaced: Vec<&str> = projection
        .replacements
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    replaced.sort_unstable();
    assert_eq!(names, replaced);
    let path = |name: &str| {
        projection
            .replacements
            .iter()
            .find(|it| it.0 == name)
            .map(|it| it.1.as_str())
    };
    assert_eq!(path("Pet"), Some("pet_types::Pet"));
    assert_eq!(path("Timestamp"), Some("jiff::Timestamp"));
    assert_eq!(
        components.len(),
        4,
        "the inline object got a name of its own: {names:?}"
    );
}

#[test]
fn what_is_lost_is_told() {
    let (projection, _) = pets();
    let told = |pointer: &str, what: &str| {
        projection
            .lost
            .iter()
            .any(|loss| loss.pointer == pointer && loss.what.contains(what))
    };
    assert!(
        told("/paths/~1pets~1{id}/get/parameters/0/schema", "bounds"),
        "{:#?}",
        projection.lost
    );
    assert!(
        told("/paths/~1pets~1{id}/get/responses", "200, 400, 404"),
        "{:#?}",
        projection.lost
    );
    assert!(
        told("/components/securitySchemes/basic", "authentication"),
        "{:#?}",
        projection.lost
    );
    assert!(told("/servers", "addresses"), "{:#?}", projection.lost);
}

#[test]
fn a_document_that_is_none_is_refused_with_its_problems() {
    assert!(
        !project("openapi: [", "pet_types")
            .expect_err("refused")
            .is_empty()
    );
}

/// A document with everything that progenitor does not take as it is.
const AWKWARD: &str = include_str!("tests/awkward.yaml");

fn awkward() -> (Projection, Value) {
    let projection = project(AWKWARD, "types").unwrap_or_else(|problems| panic!("{problems:#?}"));
    let document = serde_json::from_str(&projection.document).expect("JSON");
    (projection, document)
}

fn lost(projection: &Projection, pointer: &str) -> Vec<String> {
    let here = projection.lost.iter().filter(|it| it.pointer == pointer);
    here.map(|it| it.what.clone()).collect()
}

#[test]
fn parameters_come_through_as_far_as_progenitor_writes_them() {
    let (projection, document) = awkward();
    let operation = &document["paths"]["/a/{user-id}/{userId_2}"]["get"];
    let names: Vec<&str> = operation["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(
        names,
        ["user-id", "userId_2", "list", "piped", "json", "day"]
    );
    let schema = |index: usize| operation["parameters"][index]["schema"].clone();
    let list = json!({ "type": "array", "items": { "type": "string" } });
    assert_eq!(schema(2), list);
    assert_eq!(
        schema(3),
        json!({ "type": "string" }),
        "the style is the caller's"
    );
    assert_eq!(
        schema(4),
        json!({ "type": "string" }),
        "the JSON is the caller's"
    );
    assert_eq!(schema(5), json!({ "$ref": "#/components/schemas/Date" }));
    let replaced = ("Date".to_owned(), "jiff::civil::Date".to_owned());
    assert!(projection.replacements.contains(&replaced));
    let at = |index: usize| {
        let pointer = format!("/paths/~1a~1{{user-id}}~1{{userId}}/get/parameters/{index}/schema");
        lost(&projection, &pointer)
    };
    assert_eq!(at(4), ["the parameter, for its style"]);
    assert_eq!(at(6), ["the parameter, for it is a cookie"]);
    assert_eq!(at(7), ["the parameter, for another of its name"]);
}

#[test]
fn one_media_type_is_sent() {
    let (projection, document) = awkward();
    let body = |path: &str| document["paths"][path]["post"]["requestBody"]["content"].clone();
    let pet = json!({ "schema": { "$ref": "#/components/schemas/Pet" } });
    assert_eq!(body("/many"), json!({ "application/json": pet }));
    let kept = lost(&projection, "/paths/~1many/post/requestBody");
    assert!(
        kept.contains(
            &"the media type application/vnd.api+json, in whose place application/json is sent"
                .to_owned()
        ),
        "{kept:?}"
    );
    assert!(
        kept.iter().any(|it| it.starts_with("the body as ")),
        "{kept:?}"
    );
    assert_eq!(body("/parts"), Value::Null);
    assert_eq!(
        lost(&projection, "/paths/~1parts/post/requestBody"),
        ["the body, for it has parts"]
    );
    let binary = json!({ "schema": { "type": "string", "format": "binary" } });
    assert_eq!(
        body("/bytes"),
        json!({ "application/octet-stream": binary })
    );
}

#[test]
fn answers_in_ranges_and_defaults_are_one_success_and_one_failure() {
    let (projection, document) = awkward();
    let of = |path: &str| document["paths"][path]["post"]["responses"].clone();
    let json = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "application/json": { "schema": schema } })
    };
    assert_eq!(of("/many")["2XX"]["content"], json("Pet"), "a range");
    assert_eq!(of("/many")["4XX"]["content"], json("Fault"), "a default");
    assert_eq!(of("/parts")["4XX"]["content"], json("Value"), "two schemas");
    let bytes = json!({ "*/*": { "schema": { "type": "string", "format": "binary" } } });
    assert_eq!(of("/bytes")["5XX"]["content"], bytes, "JSON and text");
    let what = "the contents of the failures, which differ".to_owned();
    assert!(lost(&projection, "/paths/~1bytes/post/responses").contains(&what));
}

#[test]
fn what_is_no_call_is_lost() {
    let (projection, _) = awkward();
    assert_eq!(lost(&projection, "/x-webhooks/changed"), ["the webhook"]);
    let projection = project(
        "openapi: 3.1.0
info: {title: T, version: '1'}
webhooks:
  made: {post: {responses: {'204': {description: Seen.}}}}
paths:
  /watch:
    post:
      operationId: watch
      responses: {'204': {description: Done.}}
      callbacks:
        moved: {'{$request.query.url}': {put: {responses: {'204': {description: Seen.}}}}}
",
        "types",
    )
    .expect("a projection");
    assert_eq!(lost(&projection, "/webhooks/made/post"), ["the webhook"]);
    let callback = "/paths/~1watch/post/callbacks/moved/{$request.query.url}/put";
    assert_eq!(lost(&projection, callback), ["the callback"]);
}
