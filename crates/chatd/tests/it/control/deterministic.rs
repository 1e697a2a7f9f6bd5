//! Runs that are the same twice.

use std::sync::Arc;

use chat_client::types::ChatStatus;
use chatd::choices::{Choice, Choices as _};
use chatd::control::{FaultRule, TimeError};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{Steered, config};
use crate::support::{HUMAN, Raw, VIRTUAL_AGENT, basic};
use crate::webhooks::receiver::{Receiver, Reply};

fn start() -> Timestamp {
    "2026-05-04T12:00:00Z".parse().expect("an instant")
}

/// Everything that the outside sees of a run: answers as they came over the wire, and webhooks.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    answers: Vec<String>,
    webhooks: Vec<(String, String, String)>,
}

/// The same calls on a new installation.
async fn run(seed: u64) -> Seen {
    // Every third attempt fails, so that there is jitter.
    let receiver = Receiver::start(|request| {
        let id = request.header("webhook-id");
        let fails = request.attempt() == "1" && id.ends_with(['0', '1', '2', '3', '4']);
        Reply::Status(if fails { 500 } else { 204 })
    })
    .await;
    let directory = Arc::new(tempfile::tempdir().expect("a directory"));
    let mut config = config(directory.path(), Some(&receiver.url()));
    let start = start();
    (config.determinism_seed, config.determinism_start) = (Some(seed), Some(start));
    let platform = Steered::start_in(directory, config).await;
    let mut answers = Vec::new();
    let mut seen = async |method: &str, path: &str, body: &str| {
        answers.push(call(&platform, method, path, body).await);
        let hour = SignedDuration::from_mins(7);
        let advanced = platform.ground.time.advance(hour).await.expect("advanced");
        assert!(advanced.complete, "{advanced:?}");
        answers.push(format!(
            "{:?}",
            (
                advanced.reached,
                advanced.timers_fired,
                advanced.attempts_made
            )
        ));
    };
    seen("POST", "/end_users", r#"{"identifier":"ada"}"#).await;
    for menu in [VIRTUAL_AGENT, HUMAN, VIRTUAL_AGENT] {
        let body = format!(r#"{{"chat":{{"menu_id":{menu},"end_user_id":1}}}}"#);
        seen("POST", "/chats", &body).await;
    }
    let fault = FaultRule {
        probability: 0.5,
        status: Some(StatusCode::SERVICE_UNAVAILABLE),
        ..FaultRule::default()
    };
    platform.ground.faults.replace(vec![fault]).expect("a rule");
    for number in 0..12 {
        let path = format!("/chats/{}/message", number % 3 + 1);
        let body =
            format!(r#"{{"from_user_id":1,"message":{{"type":"text","content":"{number}"}}}}"#);
        seen("POST", &path, &body).await;
    }
    platform.ground.faults.replace(Vec::new()).expect("none");
    seen("POST", "/chats/1/escalations", "{}").await;
    seen("GET", "/chats/1", "").await;
    seen("GET", "/chats/99", "").await;
    let days = SignedDuration::from_hours(10 * 24);
    let advanced = platform.ground.time.advance(days).await.expect("advanced");
    assert!(advanced.complete);
    let webhooks = receiver.received(0).await.into_iter().map(|it| {
        let text = String::from_utf8(it.body.to_vec()).expect("UTF-8");
        (
            it.header("webhook-id").to_owned(),
            it.attempt().to_owned(),
            text,
        )
    });
    let webhooks = webhooks.collect();
    platform.stop().await;
    Seen { answers, webhooks }
}

/// The answer as it came over the wire.
async fn call(platform: &Steered, method: &str, path: &str, body: &str) -> String {
    let mut connection = Raw::connect(platform.address).await;
    let head = format!(
        "{method} /apps/api/v1{path} HTTP/1.1\r\nHost: chat\r\nConnection: close\r\nAuthorization: {}\r\n",
        basic("demo", &platform.demo.token)
    );
    let content = format!(
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let rest = if body.is_empty() {
        "\r\n".to_owned()
    } else {
        content
    };
    connection.send(head + &rest).await;
    let answer = connection.answer().await;
    // The one header that hyper takes from the wall clock.
    let lines = answer
        .head
        .lines()
        .filter(|line| !line.starts_with("date:"));
    let head: Vec<&str> = lines.collect();
    format!(
        "{}\n\n{}",
        head.join("\n"),
        String::from_utf8_lossy(&answer.body)
    )
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_answers_and_webhooks() {
    let first = run(42).await;
    assert!(first.webhooks.len() > 30, "{}", first.webhooks.len());
    assert!(first.webhooks.iter().any(|(_, attempt, _)| attempt == "2"));
    let struck = first
        .answers
        .iter()
        .filter(|it| it.contains(" 503 "))
        .count();
    assert!((1..12).contains(&struck), "{struck}");
    assert_eq!(run(42).await, first);
    let other = run(43).await;
    assert_ne!(other.answers, first.answers);
    let ids = |seen: &Seen| {
        seen.webhooks
            .iter()
            .map(|it| it.0.clone())
            .collect::<Vec<_>>()
    };
    assert_ne!(ids(&other)[0], ids(&first)[0]);
}

#[tokio::test]
async fn secrets_do_not_follow_from_the_seed() {
    let mut credentials = Vec::new();
    for _ in 0..2 {
        let directory = Arc::new(tempfile::tempdir().expect("a directory"));
        let mut config = config(directory.path(), None);
        (config.determinism_seed, config.determinism_start) = (Some(1), Some(start()));
        let platform = Steered::start_in(directory, config).await;
        let chat = platform.chat(HUMAN).await;
        let policy = platform
            .client()
            .create_photo_upload()
            .chat_id(chat.id)
            .send()
            .await;
        credentials.push((
            platform.demo.clone(),
            policy.expect("a policy").fields.key.clone(),
        ));
        platform.stop().await;
    }
    assert_ne!(credentials[0].0.token, credentials[1].0.token);
    assert_ne!(
        credentials[0].0.company_secret,
        credentials[1].0.company_secret
    );
    assert_ne!(credentials[0].1, credentials[1].1);
}

#[tokio::test]
async fn the_mode_is_set_while_running_and_kept() {
    let platform = Steered::start_without_agents(None).await;
    let determinism = &platform.ground.determinism;
    assert_eq!(determinism.seed(), None);
    let before = platform.ground.time.read().now;
    let early = determinism
        .set(Some(7), Some(before - SignedDuration::from_secs(1)))
        .await;
    assert!(matches!(early, Err(TimeError::Backwards { .. })));
    assert_eq!(determinism.seed(), None);
    let later = before + SignedDuration::from_hours(1);
    determinism.set(Some(7), Some(later)).await.expect("set");
    let chat = platform.chat(HUMAN).await;
    assert_eq!(platform.now(chat.id).await.status, ChatStatus::Queued);

    let platform = platform.restarted().await;
    let read = platform.ground.time.read();
    assert_eq!((read.now, read.frozen), (later, true));
    assert_eq!(platform.ground.determinism.seed(), Some(7));
    let choose = || {
        platform
            .ground
            .choices
            .choose(Choice::Request { number: 0 })
    };
    assert_eq!(choose(), choose());
    platform
        .ground
        .determinism
        .set(None, None)
        .await
        .expect("ended");
    assert_ne!(choose(), choose());
    assert!(
        platform.ground.time.read().frozen,
        "the clock is left alone"
    );
    platform.stop().await;
}
