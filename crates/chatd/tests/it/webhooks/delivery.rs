//! What a receiver gets: every event, signed, in order per chat.

use std::collections::{BTreeMap, HashSet};

use chat_core::{Settings, Store as _};
use chat_webhook::{Secrets, StandardSecret, StandardVerifier, Verifier};
use chatd::clock::{SystemClock, WallClock as _};
use serde_json::json;

use super::receiver::Receiver;
use super::run_webhooks;
use crate::stage::{HUMAN_MENU, PRIMARY_SECRET, STANDARD_SECRET, Stage, TENANT};
use crate::support::soon;

#[tokio::test]
async fn every_event_comes_signed_and_in_order() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let mut chats = Vec::new();
    for _ in 0..5 {
        chats.push(stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await);
    }
    for number in 0..4 {
        for (chat, user) in &chats {
            let text = format!("message {number}");
            stage.say(TENANT, *chat, *user, &text).await;
        }
    }
    let received = receiver.received(25).await;
    let verifier = Verifier::new(Secrets::new(PRIMARY_SECRET).expect("a secret"));
    let standard = StandardSecret::parse(STANDARD_SECRET).expect("a secret");
    let standard = StandardVerifier::new(standard);
    let mut order: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut ids = HashSet::new();
    for request in &received {
        let now = SystemClock.now();
        let verified = verifier.verify(&request.headers, &request.body, now);
        assert!(verified.is_ok(), "{verified:?}");
        let verified = standard.verify(&request.headers, &request.body, now);
        assert!(verified.is_ok(), "{verified:?}");
        assert!(request.header("x-signature").contains(" secondary="));
        assert_eq!(request.header("content-type"), "application/json");
        assert_eq!(request.path, "/hook");
        assert_eq!(request.attempt(), "1");
        assert!(ids.insert(request.header("webhook-id").to_owned()));
        let seqs = order.entry(request.chat()).or_default();
        seqs.push(request.event_seq());
    }
    for (chat, seqs) in order {
        assert_eq!(seqs, [1, 2, 3, 4, 5], "chat {chat}");
    }
}

#[tokio::test]
async fn nothing_is_written_for_a_tenant_without_a_webhook() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let next = stage.store.next_delivery_at().await.expect("reads");
    assert_eq!(next, None);
    assert_eq!(receiver.count(), 0);
}

#[tokio::test]
async fn a_stop_in_between_loses_no_event() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let worker = run_webhooks(&stage);
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    receiver.received(1).await;
    stage.stop();
    soon(worker).await.expect("stops without a panic");
    stage.say(TENANT, chat, user, "while it is down").await;
    assert_eq!(receiver.count(), 1);

    let stage = stage.reopened().await;
    run_webhooks(&stage);
    let received = receiver.received(2).await;
    assert_eq!(received[1].event_seq(), 2);
}

/// Two thousand events of a hundred chats, in batches; the time it takes is measured elsewhere, not asserted here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_burst_is_delivered() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let mut chats = Vec::new();
    for _ in 0..100 {
        chats.push(stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await);
    }
    for (chat, user) in &chats {
        for _ in 0..9 {
            stage.say(TENANT, *chat, *user, "again").await;
        }
    }
    run_webhooks(&stage);
    let received = receiver.received(1000).await;
    let mut last: BTreeMap<i64, i64> = BTreeMap::new();
    for request in received {
        let before = last.insert(request.chat(), request.event_seq());
        assert_eq!(request.event_seq(), before.unwrap_or(0) + 1);
    }
}
