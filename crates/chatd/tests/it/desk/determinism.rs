//! Runs that are the same twice, made so through the desk.

use desk_client::types::{Determinism, SetDeterminismRequest};
use serde_json::{Value, json};

use super::{MINUTE_MS, advance, create, places, typed};
use crate::support::{Server, VIRTUAL_AGENT};
use crate::webhooks::receiver::{Receiver, Reply};

const START: &str = "2031-03-03T08:00:00Z";

async fn set(server: &Server, body: Value) -> Result<Determinism, super::Refused> {
    let body = typed::<SetDeterminismRequest>(body);
    let desk = server.desk();
    let set = desk.set_determinism().body(body).send().await;
    set.map(desk_client::ResponseValue::into_inner)
}

/// What the outside sees of the same calls under a seed: each attempt with its id, number and body, how many there were at
/// each instant, and a token.
async fn run(seed: i64) -> (Vec<(String, String, Value)>, Vec<usize>, String) {
    let receiver =
        Receiver::start(|it| Reply::Status(if it.attempt() == "1" { 500 } else { 204 })).await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &receiver.url()]).await;
    let made = set(&server, json!({"seed": seed, "starts_at": START})).await;
    assert_eq!(made.expect("set").seed, Some(seed));
    let mut attempts = Vec::new();
    for _ in 0..3 {
        let chat = server.chat(VIRTUAL_AGENT).await;
        advance(&server, 0).await;
        server.say(&chat, "What are your hours?").await;
        // First retries come after 5 s, a fifth more or less by choice.
        for _ in 0..20 {
            advance(&server, 100).await;
            attempts.push(receiver.count());
        }
    }
    advance(&server, 2 * MINUTE_MS).await;
    let received = receiver.received(0).await;
    let seen = received.iter().map(|it| {
        let id = it.header("webhook-id").to_owned();
        (id, it.attempt().to_owned(), it.json())
    });
    let token = create(&server, "acme").await.token.token.clone();
    (seen.collect(), attempts, token)
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_and_secrets_are_random() {
    let (first, second, other) = (run(42).await, run(42).await, run(43).await);
    assert!(first.0.len() > 12, "{first:?}");
    assert_eq!(first.0, second.0);
    assert_eq!(first.1, second.1);
    assert_ne!(first.0, other.0);
    assert_ne!(first.2, second.2);
}

#[tokio::test]
async fn the_mode_is_told_and_ends() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    let seed = async || desk.get_determinism().send().await.expect("read").seed;
    let clock = async || desk.get_clock().send().await.expect("read").into_inner();
    assert_eq!(seed().await, None);
    set(&server, json!({"seed": 7, "starts_at": START}))
        .await
        .expect("set");
    assert_eq!(seed().await, Some(7));
    let frozen = clock().await;
    assert!(
        frozen.frozen && frozen.now == START.parse().expect("an instant"),
        "{frozen:?}"
    );
    let back = set(
        &server,
        json!({"seed": 8, "starts_at": "2031-03-03T07:00:00Z"}),
    )
    .await;
    assert_eq!(places(back), ["/starts_at"]);
    assert_eq!(seed().await, Some(7));
    set(&server, json!({"seed": null})).await.expect("ended");
    assert_eq!(seed().await, None);
    let after = clock().await;
    let left_alone = after.now == frozen.now && after.frozen;
    assert!(left_alone, "{after:?}");
}
