//! The marks of a request: its id and its place in a trace, for the operations to pass on.

use axum::routing::get;
use axum::{Extension, Json, Router};
use chat_core::Origin;
use chatd::edge::Limits;

use crate::support::{Raw, serve};

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
