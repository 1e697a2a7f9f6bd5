//! Tenants side by side: a slow receiver takes nobody's turn, and loopback is for one tenant only.

use std::time::Duration;

use chat_core::{DeliveryFilter, Settings, Store as _, TenantId};
use chatd::outbound::Loopback;
use chatd::webhooks::Options;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::{run_webhooks, run_webhooks_with};
use crate::stage::{HUMAN_MENU, Stage, TENANT};
use crate::support::until;

const OTHER: TenantId = TenantId(2);

#[tokio::test]
async fn a_slow_receiver_takes_no_other_chat_hostage() {
    let receiver = Receiver::start(|request| match request.chat() {
        1..=40 => Reply::Hang,
        _ => Reply::Status(200),
    })
    .await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    for _ in 0..41 {
        stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    }
    let received = receiver.received(41).await;
    assert!(received.iter().any(|request| request.chat() == 41));
}

/// Ten thousand events of one tenant are due, and its receiver does not answer; the other's comes at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_receiver_takes_no_other_tenants_turn() {
    let dead = Receiver::start(|_| Reply::Hang).await;
    let alive = Receiver::accepting().await;
    let stage = Stage::new();
    for (tenant, url) in [(TENANT, dead.url()), (OTHER, alive.url())] {
        stage
            .put_tenant(tenant, Some(&url), Settings::default())
            .await;
    }
    let chats = (0..10_000).map(|_| stage.create_chat(TENANT, HUMAN_MENU, None, json!({})));
    join_all(chats).await;
    let patient = Options {
        timeout: Duration::from_secs(600),
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Everyone, patient);
    dead.received(64).await;
    let (chat, user) = stage.create_chat(OTHER, HUMAN_MENU, None, json!({})).await;
    for _ in 0..20 {
        stage.say(OTHER, chat, user, "hello").await;
    }
    alive.received(21).await;
    assert_eq!(dead.count(), 64, "and none of them has ended");
}

/// Every turn of five receivers that do not answer would be more than there are attempts in all.
#[tokio::test]
async fn many_dead_receivers_leave_room_for_the_others() {
    let dead = Receiver::start(|_| Reply::Hang).await;
    let alive = Receiver::accepting().await;
    let stage = Stage::new();
    for id in 1..=6 {
        let receiver = if id == 6 { &alive } else { &dead };
        let url = receiver.url();
        let tenant = TenantId(id);
        stage
            .put_tenant(tenant, Some(&url), Settings::default())
            .await;
        for _ in 0..10 {
            stage.create_chat(tenant, HUMAN_MENU, None, json!({})).await;
        }
    }
    let options = Options {
        attempts: 12,
        turns: 4,
        slow_turns: 1,
        timeout: Duration::from_secs(600),
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Everyone, options);
    alive.received(10).await;
    dead.received(9).await;
    assert_eq!(dead.count(), 9, "half of them in full turns, then one each");
}

#[tokio::test]
async fn repeated_attempts_take_no_turn_from_first_ones() {
    let receiver = Receiver::start(|request| match request.attempt() {
        "1" if request.chat() <= 10 => Reply::Status(500),
        "1" => Reply::Status(200),
        _ => Reply::Hang,
    })
    .await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let options = Options {
        turns: 2,
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Tenant(TENANT), options);
    for _ in 0..10 {
        stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    }
    receiver.received(10).await;
    until("all wait for their second attempt", async || {
        let loads = stage.store.outbox_loads().await.expect("reads");
        (loads.first()?.retrying == 10).then_some(())
    })
    .await;
    stage.advance(SignedDuration::from_secs(4));
    receiver.received(12).await;
    for _ in 0..5 {
        stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    }
    receiver.received(17).await;
}

#[tokio::test]
async fn the_machine_itself_is_for_whom_it_is_allowed() {
    let receiver = Receiver::accepting().await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(OTHER, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    stage.create_chat(OTHER, HUMAN_MENU, None, json!({})).await;
    let refused = until("refused", async || {
        let listed = stage
            .store
            .list_deliveries(OTHER, DeliveryFilter::default(), 1);
        listed.await.expect("reads")[0].last_error.clone()
    })
    .await;
    assert!(refused.contains("not https"), "{refused}");
    assert_eq!(receiver.count(), 0);
}
