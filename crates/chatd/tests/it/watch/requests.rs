//! The marks of a request: its id and its place in a trace, for the operations to pass on.

use axum::routing::get;
use axum::{Extension, Json, Router};
use chat_core::Origin;
use chatd::edge::Limits;
use serde_json::json;

use crate::support::{HUMAN, Raw, Server, serve};

/// The marks that a handler finds after a request with these headers.
async fn marks(headers: &str) -> [String; 2] {
    let route = get(async |Extension(origin): Extension<Origin>| {
        Json([origin.request_id, origin.traceparent])
    });
    let running = serve(Router::new().route("/", route), Limits::default()).await;
    let mut client = Raw::connect(running.address).await;
    let request = format!("GET / HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
    client.send(request).await;
    let answer = client.answer().await;
    let marks: [String; 2] = serde_json::from_slice(&answer.body).expect("both are there");
    assert_eq!(answer.header("x-request-id"), Some(marks[0].as_str()));
    marks
}

#[tokio::test]
async fn the_callers_marks_are_taken() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let headers =
        format!("X-Request-Id: order-17\r\ntraceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
    let [id, traceparent] = marks(&headers).await;
    assert_eq!(id, "order-17");
    assert!(
        traceparent.starts_with(&format!("00-{trace}-")),
        "{traceparent}"
    );
    assert!(traceparent.ends_with("-01") && !traceparent.contains("00f067aa0ba902b7"));
}

#[tokio::test]
async fn what_is_malformed_is_replaced() {
    let [id, traceparent] = marks("X-Request-Id: a b\r\ntraceparent: 00-x-y-z\r\n").await;
    assert_ne!(id, "a b");
    assert_eq!(traceparent.len(), 55, "{traceparent}");
    let [other, second] = marks("").await;
    assert_ne!(other, id);
    assert_ne!(second, traceparent);
}

#[tokio::test]
async fn an_event_carries_the_marks_of_the_call_behind_it() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Request-Id", "order-17"),
        ("traceparent", &*parent),
    ];
    let body = json!({"finished_by_user_id": chat.end_user.id, "chat": {"status": "finished"}});
    let path = format!("/chats/{}", chat.id);
    let answer = server
        .raw("PATCH", &path, &headers, &body.to_string())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    let ended = events.event(chat.id, "chat_ended").await;
    assert_eq!(ended.request_id.as_deref(), Some("order-17"));
    let traceparent = ended.traceparent.expect("a trace");
    assert!(
        traceparent.starts_with(&format!("00-{trace}-")),
        "{traceparent}"
    );
}
