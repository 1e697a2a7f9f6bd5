//! Every wait has an end, and an answer where one can be given.

use std::time::Duration;

use super::{SHORT, limits, router};
use crate::support::{Raw, serve};

#[tokio::test]
async fn a_connection_without_a_byte_is_closed() {
    let edge = serve(router(), limits(|d| d.first_byte = SHORT)).await;
    assert!(Raw::connect(edge.address).await.closes_silently().await);
}

#[tokio::test]
async fn a_slow_head_is_answered_408() {
    let edge = serve(router(), limits(|d| d.head = SHORT)).await;
    let mut client = Raw::connect(edge.address).await;
    client.send("GET /ok HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    let answer = client.answer().await;
    assert_eq!(answer.status, 408);
    assert_eq!(answer.json()["code"], "head_timeout");
}

#[tokio::test]
async fn the_head_deadline_is_not_extended_by_more_bytes() {
    let edge = serve(router(), limits(|d| d.head = Duration::from_millis(300))).await;
    let mut client = Raw::connect(edge.address).await;
    client.send("GET /ok HTTP/1.1\r\n").await;
    let mut sent = 0;
    // The client drips header lines until the server has enough of it.
    while client.try_send("X-Drip: 1\r\n").await.is_ok() && sent < 30 {
        sent += 1;
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(client.answer().await.status, 408);
}

#[tokio::test]
async fn a_stalled_body_is_answered_408() {
    let edge = serve(router(), limits(|d| d.body_stall = SHORT)).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        .await;
    let answer = client.answer().await;
    assert_eq!(answer.status, 408);
    assert_eq!(answer.json()["code"], "body_timeout");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[tokio::test]
async fn a_dripping_body_is_answered_408_at_the_whole_body_deadline() {
    let edge = serve(router(), limits(|d| d.body = Duration::from_millis(400))).await;
    let mut client = Raw::connect(edge.address).await;
    client
        .send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        .await;
    let mut sent = 0;
    while client.try_send("a").await.is_ok() && sent < 40 {
        sent += 1;
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(client.answer().await.status, 408);
}

#[tokio::test]
async fn a_hanging_handler_is_answered_503() {
    let edge = serve(router(), limits(|d| d.total = SHORT)).await;
    let mut client = Raw::connect(edge.address).await;
    client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let answer = client.answer().await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["code"], "unavailable");
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_requests() {
    let edge = serve(router(), limits(|d| d.idle = SHORT)).await;
    let mut client = Raw::connect(edge.address).await;
    for _ in 0..3 {
        client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(client.answer().await.body, b"fine");
    }
    assert!(client.closes_silently().await);
}
