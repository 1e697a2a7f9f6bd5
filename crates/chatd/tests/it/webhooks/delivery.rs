//! What a receiver gets: every event, signed, in order per chat.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chat_core::{
    Clock as _, Command, DeliveryFilter, DeliveryState, MessageContent, Origin, Secret, Settings,
    Store as _, Tenant, Write,
};
use chat_webhook::{Secrets, StandardSecret, StandardVerifier, Verifier};
use chatd::clock::{SystemClock, WallClock};
use chatd::webhooks;
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::Receiver;
use super::run_webhooks;
use crate::stage::{HUMAN_MENU, PRIMARY_SECRET, STANDARD_SECRET, Stage, TENANT};
use crate::support::{soon, until};

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
        let now = WallClock::now(&SystemClock);
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

#[tokio::test]
async fn while_secrets_are_rotated_both_sign() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let next = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    let edit = |tenant: &mut Tenant| {
        tenant.webhook.secret.secondary = Some(Secret::new("the next".to_owned()));
        tenant.webhook.standard_secret.secondary = Some(Secret::new(next.to_owned()));
        Ok::<_, ()>(())
    };
    let edited = stage.store.edit_tenant(TENANT, edit, None).await;
    edited.expect("a tenant").expect("edited");
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let request = receiver.received(1).await.remove(0);
    let now = WallClock::now(&SystemClock);
    for secret in [PRIMARY_SECRET, "the next"] {
        let verifier = Verifier::new(Secrets::new(secret).expect("a secret"));
        let verified = verifier.verify(&request.headers, &request.body, now);
        assert!(verified.is_ok(), "{verified:?}");
    }
    for secret in [STANDARD_SECRET, next] {
        let verifier = StandardVerifier::new(StandardSecret::parse(secret).expect("a secret"));
        let verified = verifier.verify(&request.headers, &request.body, now);
        assert!(verified.is_ok(), "{verified:?}");
    }
    let signatures = request.header("webhook-signature");
    assert_eq!(signatures.split(' ').count(), 2, "{signatures}");
}

#[tokio::test]
async fn an_event_carries_the_request_behind_it() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let command = Command::SendMessage {
        from: user,
        content: MessageContent::Text("hello".to_owned()),
    };
    let write = Write {
        origin: Origin {
            request_id: Some("req-1".to_owned()),
            traceparent: Some(parent.to_owned()),
        },
        ..Write::from(stage.clock.now())
    };
    let said = stage.store.transact(TENANT, chat, command, write).await;
    said.expect("a message");
    let received = receiver.received(2).await;
    assert!(!received[0].headers.contains_key("x-request-id"));
    assert!(!received[0].headers.contains_key("traceparent"));
    assert_eq!(received[1].header("x-request-id"), "req-1");
    assert_eq!(received[1].header("traceparent"), parent);
}

#[tokio::test]
async fn what_was_delivered_is_forgotten_after_a_while() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let listed = async || {
        let listed = stage
            .store
            .list_deliveries(TENANT, DeliveryFilter::default(), 10);
        listed.await.expect("reads")
    };
    until("delivered", async || {
        (listed().await[0].state == DeliveryState::Delivered).then_some(())
    })
    .await;
    stage.advance(SignedDuration::from_hours(7 * 24 + 1));
    let keep = SignedDuration::from_hours(7 * 24);
    tokio::spawn(webhooks::sweep(
        Arc::clone(&stage.store),
        stage.clock.clone(),
        keep,
        stage.shutdown(),
    ));
    until("swept", async || listed().await.is_empty().then_some(())).await;
}
