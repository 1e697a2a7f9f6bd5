//! The connection cap, and the drain at the stop.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use chatd::edge::Limits;
use tokio::sync::Notify;

use super::{limits, router};
use crate::support::{Raw, serve, soon};

#[tokio::test]
async fn in_flight_requests_are_finished_and_idle_connections_closed() {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (enter, wait) = (Arc::clone(&entered), Arc::clone(&release));
    let slow = async move || {
        enter.notify_one();
        wait.notified().await;
        "finished"
    };
    let edge = serve(router().route("/slow", get(slow)), limits(|_| ())).await;
    let mut idle = Raw::connect(edge.address).await;
    idle.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert_eq!(idle.answer().await.status, 200);
    let mut busy = Raw::connect(edge.address).await;
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    soon(entered.notified()).await;

    edge.trigger.fire();
    assert!(idle.closes_silently().await);
    assert!(!edge.task.is_finished());
    release.notify_one();
    let answer = busy.answer().await;
    assert_eq!(answer.body, b"finished");
    assert_eq!(answer.header("connection"), Some("close"));
    soon(edge.task).await.expect("no panic");
    let refused = tokio::net::TcpStream::connect(edge.address).await;
    assert!(refused.is_err(), "nothing listens after the drain");
}

#[tokio::test]
async fn what_does_not_finish_is_given_up_at_the_drain_deadline() {
    let edge = serve(router(), limits(|d| d.drain = Duration::from_millis(200))).await;
    let mut client = Raw::connect(edge.address).await;
    client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n").await;
    edge.trigger.fire();
    soon(edge.task).await.expect("no panic");
}

#[tokio::test]
async fn over_the_cap_a_connection_waits_for_a_slot() {
    let limits = Limits {
        connections: 2,
        ..limits(|_| ())
    };
    let edge = serve(Router::new().route("/ok", get(async || "fine")), limits).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut client = Raw::connect(edge.address).await;
        client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert_eq!(client.answer().await.status, 200);
        held.push(client);
    }
    let mut third = Raw::connect(edge.address).await;
    third.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let early = tokio::time::timeout(Duration::from_millis(200), third.answer()).await;
    assert!(early.is_err(), "the third connection is not served yet");
    drop(held.pop());
    assert_eq!(third.answer().await.status, 200);
}
