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
        json!({ "$ref": "#/components/schemas/GetPetSeenAt" })
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
    assert_eq!(path("GetPetSeenAt"), Some("jiff::Timestamp"));
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
