//! Requests and answers: what is sent, what is read, what is said when it fails.

use axum::http::StatusCode;
use chat_client::types::{CreateChatParams, CreateChatRequest, UpsertEndUserRequest};
use chat_client::{ErrorExt, validated};

use crate::server::{Server, empty, json, refusal};

#[tokio::test]
async fn every_request_carries_the_credentials_and_asks_for_json() {
    let server = Server::answering([json(StatusCode::OK, r#"{"id":7,"identifier":"ada"}"#)]).await;
    let body = UpsertEndUserRequest::builder().identifier("ada").build();
    let person = server
        .client()
        .upsert_end_user()
        .body(body)
        .send()
        .await
        .expect("an end user");
    assert_eq!((person.id, person.identifier.as_str()), (7, "ada"));
    let seen = &server.seen()[0];
    assert_eq!(seen.line, "POST /end_users");
    assert_eq!(seen.header("authorization"), "Basic ZGVtbzpzM2NyM3Q=");
    assert_eq!(seen.header("accept"), "application/json");
    assert_eq!(seen.body, r#"{"identifier":"ada"}"#);
}

#[tokio::test]
async fn query_parameters_are_given_by_name_and_escaped() {
    let server =
        Server::answering([json(StatusCode::OK, r#"{"id":7,"identifier":"a&b c"}"#)]).await;
    server
        .client()
        .find_end_user()
        .identifier("a&b c")
        .send()
        .await
        .expect("an end user");
    assert_eq!(server.seen()[0].line, "GET /end_users?identifier=a%26b+c");
}

#[tokio::test]
async fn every_success_is_one_and_unknown_keys_do_not_matter() {
    let created = json(
        StatusCode::CREATED,
        r#"{"id":7,"identifier":"ada","since":2026}"#,
    );
    let server = Server::answering([created, empty(StatusCode::NO_CONTENT)]).await;
    let client = server.client();
    let person = client
        .find_end_user()
        .id(7)
        .send()
        .await
        .expect("a success");
    assert_eq!(person.status(), StatusCode::CREATED);
    let body = serde_json::from_str(r#"{"data":{"a":{"value":"b"}}}"#).expect("custom data");
    let body: chat_client::types::SendCustomDataRequest = body;
    let nothing = client
        .send_custom_data()
        .id(1)
        .body(body)
        .send()
        .await
        .expect("a success");
    assert_eq!(nothing.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_refusal_is_read_in_the_apis_own_words() {
    let server =
        Server::answering([refusal(StatusCode::NOT_FOUND, "chat 5 is not found", None)]).await;
    let error = server
        .client()
        .get_chat()
        .id(5)
        .send()
        .await
        .expect_err("a refusal");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(
        error.wire().map(|it| it.message.as_str()),
        Some("chat 5 is not found")
    );
    assert_eq!(error.message(), "404 Not Found: chat 5 is not found");
}

#[tokio::test]
async fn other_failures_are_one_line_too() {
    let server = Server::answering([json(StatusCode::OK, "[]"), empty(StatusCode::FOUND)]).await;
    let client = server.client();
    let error = client
        .get_chat()
        .id(5)
        .send()
        .await
        .expect_err("not a chat");
    assert!(
        error
            .message()
            .starts_with("the answer of 2 bytes is not what the API documents: "),
        "{}",
        error.message()
    );
    let error = client
        .get_chat()
        .id(5)
        .send()
        .await
        .expect_err("not followed");
    assert_eq!(
        error.message(),
        "302 Found: an answer the API does not document"
    );
    let error = client.get_chat().send().await.expect_err("no id");
    assert_eq!(
        error.message(),
        "the request cannot be sent: id was not initialized"
    );
    assert!(error.wire().is_none());
}

#[test]
fn limits_can_be_looked_at_before_sending() {
    let chat = CreateChatParams::builder()
        .menu_id(0)
        .end_user_id(7)
        .build();
    let invalid = validated(CreateChatRequest::builder().chat(chat).build()).expect_err("menu 0");
    assert_eq!(invalid.violations[0].pointer, "/chat/menu_id");
    assert!(
        invalid.to_string().starts_with("/chat/menu_id: "),
        "{invalid}"
    );
    let chat = CreateChatParams::builder()
        .menu_id(1)
        .end_user_id(7)
        .build();
    validated(CreateChatRequest::builder().chat(chat).build()).expect("within the limits");
}
