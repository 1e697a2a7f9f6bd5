//! Request ids, the peer's address, panics.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::routing::get;
use axum::{Extension, Router};
use chat_server::RequestId;

use super::{limits, router};
use crate::support::{Raw, serve};

fn echo_router() -> Router {
    let id = async |Extension(id): Extension<RequestId>| id.0;
    let peer = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string();
    router().route("/id", get(id)).route("/peer", get(peer))
}

async fn get_with(path: &str, headers: &str) -> crate::support::Answer {
    let edge = serve(echo_router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
        .await;
    client.answer().await
}

#[tokio::test]
async fn a_valid_request_id_is_taken_and_echoed() {
    let answer = get_with("/id", "X-Request-Id: abc-123!\r\n").await;
    assert_eq!(answer.body, b"abc-123!");
    assert_eq!(answer.header("x-request-id"), Some("abc-123!"));
}

#[tokio::test]
async fn an_unfit_request_id_is_replaced() {
    let long = "x".repeat(129);
    for unfit in ["a b", "", &long, "1\r\nX-Request-Id: 2"] {
        let answer = get_with("/id", &format!("X-Request-Id: {unfit}\r\n")).await;
        let id = String::from_utf8(answer.body.clone()).expect("ASCII");
        assert_ne!(id, unfit);
        assert_eq!(id.len(), 32, "a fresh id: {id}");
        assert_eq!(answer.header("x-request-id"), Some(id.as_str()));
    }
}

#[tokio::test]
async fn the_peer_is_known() {
    assert_eq!(get_with("/peer", "").await.body, b"127.0.0.1");
}

#[tokio::test]
async fn a_panic_is_a_constant_500_and_the_connection_stays() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("GET /panic HTTP/1.1\r\nHost: x\r\nX-Request-Id: p1\r\n\r\n")
        .await;
    let answer = client.answer().await;
    assert_eq!(answer.status, 500);
    let expected = serde_json::json!({
        "message": "internal error", "code": "internal", "request_id": "p1", "errors": [],
    });
    assert_eq!(answer.json(), expected);
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(client.answer().await.body, b"fine");
}
