//! What happens when a receiver does not accept.

use std::time::Duration;

use chat_core::{
    Clock as _, DeliveryFilter, DeliveryState, Disabling, Settings, Store as _, Webhook,
};
use chatd::outbound::Loopback;
use chatd::webhooks::{Options, Schedule};
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::{run_webhooks, run_webhooks_with};
use crate::stage::{HUMAN_MENU, Stage, TENANT};
use crate::support::{soon, until};

/// When the next delivery is due, once there is one in the future.
async fn next_wait(stage: &Stage) -> SignedDuration {
    let waits = async {
        loop {
            let next = stage.store.next_delivery_at().await.expect("reads");
            let wait = next.map(|next| next.duration_since(stage.clock.now()));
            match wait.filter(|wait| wait.is_positive()) {
                Some(wait) => return wait,
                None => tokio::task::yield_now().await,
            }
        }
    };
    soon(waits).await
}

#[tokio::test]
async fn a_failed_event_comes_again_and_blocks_no_other() {
    let receiver = Receiver::start(|request| {
        let fails = request.event_seq() == 1 && request.attempt() != "3";
        Reply::Status(if fails { 500 } else { 200 })
    })
    .await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    stage.say(TENANT, chat, user, "hello").await;
    let first = receiver.received(2).await;
    assert_eq!((first[0].event_seq(), first[1].event_seq()), (1, 2));

    assert_eq!(next_wait(&stage).await, SignedDuration::from_secs(4));
    stage.advance(SignedDuration::from_secs(4));
    receiver.received(3).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_mins(4));
    stage.advance(SignedDuration::from_mins(4));
    let all = receiver.received(4).await;
    for (request, attempt) in [(&all[2], "2"), (&all[3], "3")] {
        assert_eq!(request.attempt(), attempt);
        assert_eq!(request.header("webhook-id"), all[0].header("webhook-id"));
        assert_eq!(request.body, all[0].body, "byte for byte");
    }
}

#[tokio::test]
async fn the_receiver_may_ask_for_more_time() {
    let receiver = Receiver::start(|_| Reply::With(503, "retry-after", "600".to_owned())).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    receiver.received(1).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_mins(10));
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_in_time_is_asked_again() {
    assert_eq!(Options::default().timeout, Duration::from_secs(10));
    let receiver = Receiver::start(|_| Reply::Hang).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let impatient = Options {
        timeout: Duration::from_secs(1),
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Everyone, impatient);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    receiver.received(1).await;
    // The lease of an attempt under way is longer than the first wait.
    until("the first wait", async || {
        let wait = next_wait(&stage).await;
        (wait <= SignedDuration::from_secs(6)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn gone_switches_the_webhook_off() {
    let receiver = Receiver::start(|_| Reply::Status(410)).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    receiver.received(1).await;
    let switched_off = async {
        loop {
            let tenant = stage.store.tenant(TENANT).await.expect("reads");
            if !tenant.expect("a tenant").webhook.enabled {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    soon(switched_off).await;
    stage.say(TENANT, chat, user, "anybody there?").await;
    let next = stage.store.next_delivery_at().await.expect("reads");
    assert_eq!(next, None);
    assert_eq!(receiver.count(), 1);

    // Nothing is lost: somebody looks at it, and everything goes to the new receiver.
    let successor = Receiver::accepting().await;
    let url = successor.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let received = successor.received(2).await;
    let mut told: Vec<_> = received
        .iter()
        .map(|request| (request.event_seq(), request.attempt()))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [(1, "2"), (2, "1")]);
}

#[tokio::test]
async fn gone_is_a_failure_like_any_other_where_it_does_not_disable() {
    let receiver = Receiver::start(|_| Reply::Status(410)).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let options = Options {
        disabling: Disabling::default(),
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Tenant(TENANT), options);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_secs(4));
    assert!(webhook(&stage).await.enabled);
}

async fn webhook(stage: &Stage) -> Webhook {
    let tenant = stage.store.tenant(TENANT).await.expect("reads");
    tenant.expect("a tenant").webhook.clone()
}

/// Each event is given up before the five days are over; what counts is that nothing was accepted in between.
#[tokio::test]
async fn five_days_of_failure_switch_the_webhook_off() {
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let began = stage.clock.now();
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let mut count = 1;
    receiver.received(count).await;
    for _ in 0..5 {
        until("the failure is noted", async || {
            let last = webhook(&stage).await.last_failed_at;
            last.filter(|last| *last == stage.clock.now())
        })
        .await;
        assert!(webhook(&stage).await.enabled);
        stage.advance(SignedDuration::from_hours(24));
        stage.say(TENANT, chat, user, "anybody there?").await;
        count += 1;
        receiver.received(count).await;
    }
    let off = until("switched off", async || {
        let webhook = webhook(&stage).await;
        (!webhook.enabled).then_some(webhook)
    })
    .await;
    assert_eq!(off.disabled_reason.as_deref(), Some("failing"));
    assert_eq!(off.failing_since, Some(began));
}

#[tokio::test]
async fn the_schedule_is_the_operators() {
    let receiver = Receiver::start(|_| Reply::With(503, "retry-after", "600".to_owned())).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    let schedule = Schedule {
        delays: vec![SignedDuration::from_secs(10)],
        jitter_percent: 0,
        max_retry_after: SignedDuration::from_secs(30),
    };
    let options = Options {
        schedule,
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Tenant(TENANT), options);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_secs(30));
    stage.advance(SignedDuration::from_secs(30));
    receiver.received(2).await;
    let given_up = until("given up", async || {
        let filter = DeliveryFilter {
            state: Some(DeliveryState::Failed),
            ..DeliveryFilter::default()
        };
        let failed = stage.store.list_deliveries(TENANT, filter, 10).await;
        failed.expect("reads").pop()
    })
    .await;
    assert_eq!((given_up.attempts, given_up.last_status), (2, Some(503)));
}

#[tokio::test]
async fn what_was_not_sent_waits_for_a_webhook_across_restarts() {
    let stage = Stage::new();
    stage
        .put_tenant(TENANT, Some("http://127.0.0.1:9/"), Settings::default())
        .await;
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    stage.say(TENANT, chat, user, "hello").await;

    let stage = stage.reopened().await;
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let worker = run_webhooks(&stage);
    let set_aside = async {
        while stage
            .store
            .next_delivery_at()
            .await
            .expect("reads")
            .is_some()
        {
            tokio::task::yield_now().await;
        }
    };
    soon(set_aside).await;
    stage.stop();
    soon(worker).await.expect("no panic");

    let receiver = Receiver::accepting().await;
    let stage = stage.reopened().await;
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    let received = receiver.received(2).await;
    let told = received
        .iter()
        .map(|request| (request.event_seq(), request.attempt()));
    assert_eq!(told.collect::<Vec<_>>(), [(1, "1"), (2, "1")]);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let receiver = Receiver::start(|_| Reply::With(307, "location", "/elsewhere".to_owned())).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_secs(4));
    let received = receiver.received(1).await;
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].path, "/hook");
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_tried_again() {
    let stage = Stage::new();
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/", closed.local_addr().expect("bound"));
    drop(closed);
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    run_webhooks(&stage);
    stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    assert_eq!(next_wait(&stage).await, SignedDuration::from_secs(4));
}
