//! What happens when a receiver does not accept.

use chat_core::{Clock as _, Settings, Store as _};
use jiff::SignedDuration;
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::run_webhooks;
use crate::stage::{HUMAN_MENU, Stage, TENANT};
use crate::support::soon;

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
