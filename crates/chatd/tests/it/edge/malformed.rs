//! What is not HTTP/1.1 is answered in the error schema too.

use super::{limits, router};
use crate::support::{Answer, Raw, serve};

async fn answer_to(bytes: impl AsRef<[u8]>) -> Answer {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client.send(bytes).await;
    let answer = client.answer().await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("connection"), Some("close"));
    let id = answer.json()["request_id"].clone();
    assert_eq!(answer.header("x-request-id"), id.as_str());
    assert!(client.closes_silently().await);
    answer
}

#[tokio::test]
async fn a_bad_request_line_is_400() {
    let answer = answer_to("NONSENSE\r\n\r\n").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["code"], "malformed_http");
}

#[tokio::test]
async fn a_bad_header_is_400() {
    let answer = answer_to("GET /ok HTTP/1.1\r\nHost: x\r\nBro ken: 1\r\n\r\n").await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn a_tls_hello_is_400() {
    let answer = answer_to([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn a_large_head_is_431() {
    let head = format!(
        "GET /ok HTTP/1.1\r\nHost: x\r\nX-Big: {}\r\n\r\n",
        "a".repeat(40_000)
    );
    let answer = answer_to(head).await;
    assert_eq!(answer.status, 431);
    assert_eq!(answer.json()["code"], "head_too_large");
}

#[tokio::test]
async fn too_many_headers_are_431() {
    let lines: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let answer = answer_to(format!("GET /ok HTTP/1.1\r\nHost: x\r\n{lines}\r\n")).await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn a_good_request_before_the_bad_one_is_answered_first() {
    let edge = serve(router(), limits(|_| ())).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.body, b"fine");
    let answer = client.answer().await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["errors"], serde_json::json!([]));
}
