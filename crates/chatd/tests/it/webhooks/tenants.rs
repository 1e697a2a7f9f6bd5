//! Tenants side by side: a slow receiver takes nobody's turn, and loopback is for one tenant only.

use chat_core::{Settings, Store as _, TenantId};
use chatd::outbound::Loopback;
use chatd::webhooks::Options;
use serde_json::json;

use super::receiver::{Receiver, Reply};
use super::{run_webhooks, run_webhooks_with};
use crate::stage::{HUMAN_MENU, Stage, TENANT};
use crate::support::soon;

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

/// The other tenant's target is refused without being tried, while every turn of the first is taken.
#[tokio::test]
async fn a_slow_receiver_takes_no_other_tenants_turn() {
    let receiver = Receiver::start(|_| Reply::Hang).await;
    let stage = Stage::new();
    let url = receiver.url();
    stage
        .put_tenant(TENANT, Some(&url), Settings::default())
        .await;
    stage
        .put_tenant(OTHER, Some(&url), Settings::default())
        .await;
    let options = Options {
        concurrency_per_tenant: 2,
        ..Options::default()
    };
    run_webhooks_with(&stage, Loopback::Tenant(TENANT), options);
    for _ in 0..300 {
        stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    }
    receiver.received(2).await;
    stage.create_chat(OTHER, HUMAN_MENU, None, json!({})).await;
    let refused = async {
        // Of the first tenant nothing ends, so what is due later is the other's second attempt.
        while stage
            .store
            .next_delivery_at()
            .await
            .expect("reads")
            .is_none()
        {
            tokio::task::yield_now().await;
        }
    };
    soon(refused).await;
    assert_eq!(receiver.count(), 2);
}
