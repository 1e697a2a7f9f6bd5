//! Faults of the chat API, asked for through the desk.

use std::time::Duration;

use chatd::clock::monotonic;
use desk_client::types::{FaultList, SetDeterminismRequest};
use serde_json::{Value, json};

use super::{places, typed};
use crate::support::{HUMAN, Raw, Server};

async fn replace(server: &Server, faults: Value) -> Result<FaultList, super::Refused> {
    let body = typed::<FaultList>(json!({"faults": faults}));
    let desk = server.desk();
    let replaced = desk.replace_faults().body(body).send().await;
    replaced.map(desk_client::ResponseValue::into_inner)
}

async fn list(server: &Server) -> Value {
    let desk = server.desk();
    let list = desk.list_faults().send().await.expect("listed");
    serde_json::to_value(&list.faults).expect("JSON")
}

#[tokio::test]
async fn a_status_comes_so_often_and_only_to_its_operation() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let fault = json!({"operation_id": "get_chat", "status": 503, "count": 2});
    let shown = replace(&server, json!([fault])).await.expect("put");
    assert_eq!(shown.faults[0].probability, Some(1.0));
    let get = async || server.get("/chats/1").await;
    let struck = get().await;
    let error = struck.error();
    assert_eq!((struck.status, error.code.as_deref()), (503, Some("fault")));
    assert_eq!(list(&server).await[0]["count"], 1);
    server.say(&chat, "other operations are as ever").await;
    assert_eq!(get().await.status, 503);
    assert_eq!(get().await.status, 200);
    assert_eq!(list(&server).await, json!([]));
    // Of every operation, and told before the credentials are looked at.
    replace(&server, json!([{"status": 429}]))
        .await
        .expect("put");
    let limited = server.bare("GET", "/apps/api/v1/chats/1", &[], "").await;
    assert_eq!(
        (limited.status, limited.header("retry-after")),
        (429, Some("1"))
    );
    replace(&server, json!([])).await.expect("ended");
    assert_eq!(get().await.status, 200);
}

#[tokio::test]
async fn a_call_is_held_up() {
    let server = Server::start(&["--agents", "off"]).await;
    server.chat(HUMAN).await;
    let fault = json!({"operation_id": "get_chat", "latency_ms": 300});
    replace(&server, json!([fault])).await.expect("put");
    let began = monotonic();
    assert_eq!(server.get("/chats/1").await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_connection_is_reset() {
    let server = Server::start(&[]).await;
    replace(&server, json!([{"reset": true, "count": 1}]))
        .await
        .expect("put");
    let mut connection = Raw::connect(server.address()).await;
    let head = "GET /apps/api/v1/chats/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    connection.send(head).await;
    let ended = connection.end().await.map_err(|error| error.kind());
    assert_eq!(ended, Err(std::io::ErrorKind::ConnectionReset));
    assert_eq!(server.get("/chats/1").await.status, 404, "once");
}

/// Which of so many calls a fault strikes under a seed.
async fn struck(server: &Server, seed: i64) -> Vec<bool> {
    let body = typed::<SetDeterminismRequest>(json!({"seed": seed}));
    let desk = server.desk();
    desk.set_determinism().body(body).send().await.expect("set");
    let fault = json!({"operation_id": "get_chat", "status": 500, "probability": 0.5});
    replace(server, json!([fault])).await.expect("put");
    let mut struck = Vec::new();
    for _ in 0..40 {
        struck.push(server.get("/chats/1").await.status == 500);
    }
    struck
}

#[tokio::test]
async fn a_probability_strikes_some_and_under_a_seed_the_same() {
    let server = Server::start(&["--agents", "off"]).await;
    server.chat(HUMAN).await;
    let first = struck(&server, 42).await;
    let hits = first.iter().filter(|it| **it).count();
    assert!((5..=35).contains(&hits), "{hits} of 40");
    assert_eq!(struck(&server, 42).await, first);
    assert_ne!(struck(&server, 43).await, first);
    let other = Server::start(&["--agents", "off"]).await;
    other.chat(HUMAN).await;
    assert_eq!(struck(&other, 42).await, first);
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_old_faults_stay() {
    let server = Server::start(&[]).await;
    replace(
        &server,
        json!([{"status": 500, "operation_id": "get_chat"}]),
    )
    .await
    .expect("put");
    let before = list(&server).await;
    let wrong = json!([
        {"status": 500, "operation_id": "fly"},
        {"status": 500},
        {"status": 500, "reset": true},
        {"operation_id": "get_chat"},
    ]);
    let told = places(replace(&server, wrong).await);
    assert_eq!(told, ["/faults/0", "/faults/2", "/faults/3"]);
    for (fault, place) in [
        (json!({"status": 200}), "/faults/0/status"),
        (
            json!({"status": 500, "probability": 1.5}),
            "/faults/0/probability",
        ),
        (json!({"status": 500, "count": 0}), "/faults/0/count"),
        (json!({"latency_ms": -1}), "/faults/0/latency_ms"),
    ] {
        let body = json!({"faults": [fault]}).to_string();
        server
            .desk_raw("PUT", "/control/faults", &[], body)
            .await
            .malformed(place);
    }
    assert_eq!(list(&server).await, before);
}
