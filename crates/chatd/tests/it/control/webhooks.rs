//! Webhook deliveries held up, let out and discarded.

use chat_core::{ChatId, StoreError, TenantId};
use chatd::control::{Advanced, SteeringError};
use chatd::demo::TENANT;
use jiff::SignedDuration;

use super::{Steered, keep};
use crate::support::HUMAN;
use crate::webhooks::receiver::{Received, Receiver, Reply};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A platform with a frozen clock and no agents, whose webhooks go to the receiver.
async fn platform(receiver: &Receiver) -> Steered {
    let platform = Steered::start_without_agents(Some(&receiver.url())).await;
    platform.ground.time.freeze().await.expect("frozen");
    platform
}

async fn settle(platform: &Steered) -> Advanced {
    let settled = platform.ground.time.advance(SignedDuration::ZERO).await;
    let settled = settled.expect("advanced");
    assert!(settled.complete, "{settled:?}");
    settled
}

fn places(received: &[Received]) -> Vec<(i64, String)> {
    let place = |it: &Received| {
        (
            it.chat(),
            it.json()["event_type"].as_str().expect("a text").to_owned(),
        )
    };
    received.iter().map(place).collect()
}

#[tokio::test]
async fn what_is_paused_waits_in_order_and_survives_a_restart() {
    let receiver = Receiver::accepting().await;
    let platform = platform(&receiver).await;
    platform
        .ground
        .webhooks
        .update(TENANT, Some(true), None, None)
        .await
        .expect("paused");
    let chat = platform.chat(HUMAN).await;
    platform.say(&chat, "one").await;
    platform.say(&chat, "two").await;
    assert_eq!(settle(&platform).await.attempts_made, 0);

    let platform = platform.restarted().await;
    assert!(
        platform
            .ground
            .webhooks
            .read(TENANT)
            .await
            .expect("read")
            .paused
    );
    assert_eq!(settle(&platform).await.attempts_made, 0);
    assert_eq!(receiver.count(), 0);
    platform
        .ground
        .webhooks
        .update(TENANT, Some(false), None, None)
        .await
        .expect("resumed");
    assert_eq!(settle(&platform).await.attempts_made, 3);
    let received = receiver.received(3).await;
    let texts = received[1..]
        .iter()
        .map(|it| it.json()["body"]["message"]["content"].clone());
    assert_eq!(texts.collect::<Vec<_>>(), ["one", "two"]);
    platform.stop().await;
}

#[tokio::test]
async fn what_is_held_is_let_out_by_number_and_chat() {
    let receiver = Receiver::accepting().await;
    let platform = platform(&receiver).await;
    let webhooks = &platform.ground.webhooks;
    webhooks
        .update(TENANT, Some(true), None, None)
        .await
        .expect("paused");
    let first = platform.chat(HUMAN).await;
    platform.say(&first, "one").await;
    let second = platform.chat(HUMAN).await;
    platform.say(&second, "two").await;

    let let_out = webhooks
        .trigger(TENANT, None, Some(1), None)
        .await
        .expect("let out");
    assert_eq!(let_out, 1);
    assert_eq!(settle(&platform).await.attempts_made, 1);
    let chat = Some(ChatId(second.id));
    assert_eq!(
        webhooks
            .trigger(TENANT, chat, None, None)
            .await
            .expect("let out"),
        2
    );
    assert_eq!(settle(&platform).await.attempts_made, 2);
    let expected = [
        (first.id, "chat_created".to_owned()),
        (second.id, "chat_created".to_owned()),
        (second.id, "message_received".to_owned()),
    ];
    assert_eq!(places(&receiver.received(3).await), expected);
    assert_eq!(
        webhooks
            .trigger(TENANT, None, None, None)
            .await
            .expect("let out"),
        1
    );
    assert_eq!(settle(&platform).await.attempts_made, 1);
    platform.stop().await;
}

#[tokio::test]
async fn a_retry_is_let_out_before_its_time_and_held_again_when_it_fails() {
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let platform = platform(&receiver).await;
    platform.chat(HUMAN).await;
    assert_eq!(settle(&platform).await.attempts_made, 1);
    let webhooks = &platform.ground.webhooks;
    webhooks
        .update(TENANT, Some(true), None, None)
        .await
        .expect("paused");
    assert_eq!(
        webhooks
            .trigger(TENANT, None, None, None)
            .await
            .expect("let out"),
        1
    );
    assert_eq!(settle(&platform).await.attempts_made, 1);
    let hour = platform.ground.time.advance(SECOND * 3000).await;
    assert_eq!(hour.expect("advanced").attempts_made, 0, "it is held again");
    platform.stop().await;
}

#[tokio::test]
async fn a_delay_puts_first_attempts_off() {
    let receiver = Receiver::accepting().await;
    let platform = platform(&receiver).await;
    let webhooks = &platform.ground.webhooks;
    webhooks
        .update(TENANT, None, Some(SECOND * 60), None)
        .await
        .expect("delayed");
    platform.chat(HUMAN).await;
    let early = platform.ground.time.advance(SECOND * 59).await;
    assert_eq!(early.expect("advanced").attempts_made, 0);
    let then = platform.ground.time.advance(SECOND).await;
    assert_eq!(then.expect("advanced").attempts_made, 1);
    for refused in [-SECOND, SignedDuration::from_hours(25)] {
        let refused = webhooks.update(TENANT, None, Some(refused), None).await;
        assert!(matches!(refused, Err(SteeringError::Delay(_))));
    }
    platform.stop().await;
}

#[tokio::test]
async fn a_reset_takes_everything_back_and_discards_if_told() {
    let receiver = Receiver::accepting().await;
    let platform = platform(&receiver).await;
    let webhooks = &platform.ground.webhooks;
    webhooks
        .update(TENANT, Some(true), None, None)
        .await
        .expect("paused");
    webhooks
        .update(TENANT, None, Some(SECOND), None)
        .await
        .expect("delayed");
    let chat = platform.chat(HUMAN).await;
    platform.say(&chat, "never seen").await;
    assert_eq!(webhooks.reset(TENANT, true, None).await.expect("reset"), 2);
    platform.say(&chat, "seen").await;
    assert_eq!(settle(&platform).await.attempts_made, 1);
    let received = receiver.received(1).await;
    assert_eq!(received[0].json()["body"]["message"]["content"], "seen");
    let unknown = webhooks.update(TenantId(99), Some(true), None, None).await;
    assert!(matches!(
        unknown,
        Err(SteeringError::Store(StoreError::NotFound))
    ));
    platform.stop().await;
}

#[tokio::test]
async fn what_is_told_of_the_steering_is_kept_with_it() {
    let receiver = Receiver::accepting().await;
    let platform = platform(&receiver).await;
    let webhooks = &platform.ground.webhooks;
    let paused = webhooks.update(TENANT, Some(true), None, Some(keep(1)));
    let paused = paused.await.expect("paused");
    assert_eq!(platform.kept(1).await, format!("{paused:?}"));
    platform.chat(HUMAN).await;
    platform.chat(HUMAN).await;
    let let_out = webhooks.trigger(TENANT, None, Some(1), Some(keep(2)));
    assert_eq!(let_out.await.expect("let out"), 1);
    assert_eq!(platform.kept(2).await, "1");
    settle(&platform).await;
    let discarded = webhooks.reset(TENANT, true, Some(keep(3))).await;
    assert_eq!(discarded.expect("reset"), 1);
    assert_eq!(platform.kept(3).await, "1");
    let read = webhooks.read(TENANT).await.expect("read");
    assert_eq!(read, chat_core::Steering::default());
    let reset = webhooks.reset(TENANT, false, Some(keep(4))).await;
    assert_eq!(reset.expect("reset"), 0);
    assert_eq!(platform.kept(4).await, "0");
    platform.stop().await;
}
