//! POST /end_users

use chat_client::types::UpsertEndUserRequest;
use serde_json::{Value, json};

use crate::support::{Server, VIRTUAL_AGENT};

const MISSING: &str = "param is missing or the value is empty: identifier";

#[tokio::test]
async fn the_identifier_is_the_key() {
    let server = Server::start(&[]).await;
    let upsert = |name: &str| {
        let body = UpsertEndUserRequest::builder()
            .identifier("ada@example.com".to_owned())
            .name(name.to_owned())
            .email("ada@example.com".to_owned())
            .phone("123-456-7890".to_owned())
            .build();
        server.client().upsert_end_user().body(body).send()
    };
    let first = upsert("Ada").await.expect("an end user").into_inner();
    let second = upsert("Ada Lovelace")
        .await
        .expect("an end user")
        .into_inner();
    assert_eq!(first, second, "idempotent");
    let raw = server
        .post("/end_users", &json!({"identifier": "ada@example.com"}))
        .await
        .ok();
    assert_eq!(
        raw,
        json!({"id": first.id, "identifier": "ada@example.com"})
    );
    // Identifiers are texts: case and spaces matter.
    for other in ["Ada@example.com", " ada@example.com", "ada@example.com "] {
        assert!(server.user(other).await != first.id, "{other:?}");
    }
}

#[tokio::test]
async fn only_given_values_change_and_empty_ones_clear() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let greet = async |body: Value, events: &mut crate::support::Events| {
        server.post("/end_users", &body).await.ok();
        let chat = server.chat(VIRTUAL_AGENT).await;
        events.text(chat.id, "virtual_agent").await
    };
    let body = json!({"identifier": "ada", "name": "Ada"});
    assert!(greet(body, &mut events).await.starts_with("Hello Ada!"));
    let body = json!({"identifier": "ada", "email": "ada@example.com"});
    assert!(
        greet(body, &mut events).await.starts_with("Hello Ada!"),
        "the name stays"
    );
    let body = json!({"identifier": "ada", "name": ""});
    assert!(
        greet(body, &mut events).await.starts_with("Hello! "),
        "the name is cleared"
    );
}

#[tokio::test]
async fn refuses_in_the_documented_words() {
    let server = Server::start(&[]).await;
    for body in [json!({}), json!({"identifier": ""}), json!({"name": "Ada"})] {
        server
            .post("/end_users", &body)
            .await
            .refuses(400, MISSING, "/identifier");
    }
    let with = |member: &str, value: Value| json!({"identifier": "ada", member: value});
    for (body, pointer) in [
        (json!({"identifier": null}), "/identifier"),
        (json!({"identifier": 7}), "/identifier"),
        (json!({"identifier": "x".repeat(256)}), "/identifier"),
        (with("name", json!("x".repeat(256))), "/name"),
        (with("name", Value::Null), "/name"),
        (with("email", json!("x".repeat(255))), "/email"),
        (with("phone", json!("1".repeat(33))), "/phone"),
        (json!("ada"), ""),
    ] {
        server.post("/end_users", &body).await.malformed(pointer);
    }
    server
        .post("/end_users", &json!({"identifier": "ü".repeat(255)}))
        .await
        .ok();
}
