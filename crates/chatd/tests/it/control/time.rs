//! The clock: read, stopped, moved, advanced.

use std::time::Duration;

use chat_client::types::ChatStatus;
use chat_core::{Clock as _, Store as _};
use chatd::clock::monotonic;
use chatd::control::{Advanced, TimeError};
use jiff::{SignedDuration, Timestamp};

use super::{Steered, keep};
use crate::support::{HUMAN, VIRTUAL_AGENT};
use crate::webhooks::receiver::{Receiver, Reply};

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

async fn advance(platform: &Steered, by: SignedDuration) -> Advanced {
    let advanced = platform.ground.time.advance(by).await.expect("advanced");
    assert!(advanced.complete, "{advanced:?}");
    assert!(advanced.open.is_done(), "{advanced:?}");
    advanced
}

#[tokio::test]
async fn a_frozen_clock_stands_until_it_is_moved_and_survives_a_restart() {
    let platform = Steered::start(None).await;
    let time = &platform.ground.time;
    assert!(!time.read().frozen);
    let frozen = time.freeze().await.expect("frozen");
    assert!(frozen.frozen);
    assert_eq!(time.read().now, frozen.now);
    let later = frozen.now + YEAR;
    assert_eq!(
        time.update(Some(later), None, None).await.expect("set").now,
        later
    );

    let platform = platform.restarted().await;
    let time = &platform.ground.time;
    assert_eq!(time.read().now, later);
    assert!(time.read().frozen);
    let going = time.update(None, Some(false), None).await.expect("going");
    assert!(!going.frozen);
    assert!(going.now >= later);

    let platform = platform.restarted().await;
    let read = platform.ground.time.read();
    assert!(!read.frozen && read.now >= going.now, "{read:?}");
    assert!(read.now < going.now + HOUR, "{read:?}");
    platform.stop().await;
}

#[tokio::test]
async fn the_clock_does_not_go_back() {
    let platform = Steered::start(None).await;
    let time = &platform.ground.time;
    let now = time.freeze().await.expect("frozen").now;
    for refused in [
        time.update(Some(now - SECOND), None, None)
            .await
            .map(|_| ()),
        time.advance_to(now - SECOND).await.map(|_| ()),
        time.advance(-SECOND).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(TimeError::Backwards { .. })));
    }
    assert_eq!(time.read().now, now);
    platform.stop().await;
}

#[tokio::test]
async fn the_clock_stops_before_the_end_of_the_calendar() {
    let platform = Steered::start(None).await;
    let time = &platform.ground.time;
    let now = time.freeze().await.expect("frozen").now;
    let latest: Timestamp = "9000-01-01T00:00:00Z".parse().expect("an instant");
    for refused in [
        time.update(Some(latest + SECOND), None, None)
            .await
            .map(|_| ()),
        time.advance_to(latest + SECOND).await.map(|_| ()),
        time.advance(SignedDuration::MAX).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(TimeError::TooLate { .. })));
    }
    assert_eq!(time.read().now, now);
    time.update(Some(latest), None, None)
        .await
        .expect("the last one");
    let stands = advance(&platform, SignedDuration::ZERO).await;
    assert_eq!(stands.reached, latest);
    platform.stop().await;
}

#[tokio::test]
async fn a_year_in_which_nothing_is_due_is_no_work() {
    let platform = Steered::start(None).await;
    let before = platform.ground.time.read().now;
    let began = monotonic();
    let advanced = advance(&platform, YEAR).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!((advanced.timers_fired, advanced.attempts_made), (0, 0));
    assert!(advanced.reached >= before + YEAR);
    let after = platform.ground.time.read();
    assert!(!after.frozen && after.now >= advanced.reached);
    platform.stop().await;
}

#[tokio::test]
async fn everything_happens_at_its_own_time() {
    let receiver = Receiver::accepting().await;
    let platform = Steered::start(Some(&receiver.url())).await;
    let start = platform.ground.time.freeze().await.expect("frozen").now;
    let chat = platform.chat(VIRTUAL_AGENT).await;
    advance(&platform, SignedDuration::ZERO).await;
    platform.say(&chat, "hello").await;
    advance(&platform, SignedDuration::ZERO).await;
    let greeted = receiver.count();
    assert!(greeted >= 4, "created, joined, greeted, said, answered");

    // Dismissed after 30 minutes, at the end of its time after 24 hours.
    let advanced = advance(&platform, SignedDuration::from_hours(48)).await;
    assert_eq!(advanced.from, start);
    assert_eq!(advanced.reached, start + SignedDuration::from_hours(48));
    assert_eq!(advanced.timers_fired, 2);
    assert_eq!(platform.now(chat.id).await.status, ChatStatus::Finished);
    let received = receiver.received(greeted + 2).await;
    assert_eq!(advanced.attempts_made, (received.len() - greeted) as u64);
    let at = |kind: &str| -> Timestamp {
        let event = received.iter().find(|it| it.json()["event_type"] == kind);
        let event = event.unwrap_or_else(|| panic!("{kind}")).json();
        event["timestamp"]
            .as_str()
            .expect("a text")
            .parse()
            .expect("an instant")
    };
    let whole = |at: Timestamp| at.as_millisecond();
    assert_eq!(whole(at("chat_dismissed")), whole(start + HOUR / 2));
    assert_eq!(whole(at("chat_ended")), whole(start + HOUR * 24));
    platform.stop().await;
}

#[tokio::test]
async fn a_failing_receiver_gets_every_attempt_on_the_way() {
    let receiver = Receiver::start(|_| Reply::Status(500)).await;
    let platform = Steered::start(Some(&receiver.url())).await;
    let start = platform.ground.time.freeze().await.expect("frozen").now;
    platform.chat(HUMAN).await;
    // 75 hours and 35 minutes of waits, a fifth more or less.
    let advanced = advance(&platform, SignedDuration::from_hours(200)).await;
    let attempts: Vec<_> = receiver.received(0).await;
    let of_first = attempts
        .iter()
        .filter(|it| it.json()["event_type"] == "chat_created");
    assert_eq!(of_first.count(), 10);
    assert_eq!(advanced.attempts_made, attempts.len() as u64);
    assert_eq!(advanced.reached, start + SignedDuration::from_hours(200));
    let again = advance(&platform, YEAR).await;
    assert_eq!(again.attempts_made, 0, "given up");
    platform.stop().await;
}

#[tokio::test]
async fn what_cannot_be_done_is_told_and_the_clock_stays() {
    let receiver = Receiver::start(|_| Reply::Hang).await;
    let platform = Steered::start(Some(&receiver.url())).await;
    let time = chatd::control::Time::new(
        platform.ground.store.clone(),
        platform.ground.clock.clone(),
        platform.ground.underway.clone(),
        chatd::wake::Wake::new(platform.ground.store.changed()),
    );
    let time = time.with_patience(Duration::from_millis(500));
    let start = time.freeze().await.expect("frozen").now;
    platform.chat(HUMAN).await;
    let advanced = time.advance(HOUR).await.expect("advanced");
    assert!(!advanced.complete);
    assert_eq!(advanced.reached, start);
    assert_eq!(advanced.open.deliveries_due, 1);
    assert_eq!(platform.ground.clock.now(), start);
    platform.stop().await;
}

#[tokio::test]
async fn advances_wait_for_one_another() {
    let platform = Steered::start(None).await;
    let start = platform.ground.time.freeze().await.expect("frozen").now;
    let advances = (0..8).map(|_| platform.ground.time.advance(HOUR));
    for advanced in futures::future::join_all(advances).await {
        assert!(advanced.expect("advanced").complete);
    }
    assert_eq!(platform.ground.time.read().now, start + HOUR * 8);
    platform.stop().await;
}

#[tokio::test]
async fn a_running_clock_advances_too_and_a_lost_caller_does_not_stop_it() {
    let platform = Steered::start(None).await;
    let chat = platform.chat(HUMAN).await;
    let before = platform.ground.time.read().now;
    let advanced = advance(&platform, YEAR).await;
    assert!(advanced.timers_fired >= 1, "{advanced:?}");
    assert!(platform.now(chat.id).await.ends_at.is_some());
    let lost = tokio::time::timeout(Duration::ZERO, platform.ground.time.advance(YEAR)).await;
    assert!(lost.is_err());
    let read = platform.ground.time.read();
    assert!(!read.frozen && read.now >= before + YEAR, "{read:?}");
    platform.stop().await;
}

/// Measured: a due instant costs two commits and a handful of look-ups.
#[tokio::test]
async fn many_due_instants_cost_little() {
    let platform = Steered::start(None).await;
    let time = &platform.ground.time;
    let start = time.freeze().await.expect("frozen").now;
    let mut tenant = (*platform
        .ground
        .store
        .tenant(chatd::demo::TENANT)
        .await
        .expect("asked")
        .expect("there"))
    .clone();
    tenant.settings.demo_agents = None;
    platform.ground.store.put_tenant(tenant).await.expect("put");
    const CHATS: u64 = 200;
    for _ in 0..CHATS {
        platform.chat(HUMAN).await;
        time.update(Some(time.read().now + SECOND), None, None)
            .await
            .expect("set");
    }
    let began = monotonic();
    let advanced = advance(&platform, HOUR * 2).await;
    let took = began.elapsed();
    assert_eq!(
        advanced.timers_fired, CHATS,
        "each expired at an instant of its own"
    );
    assert!(advanced.reached > start);
    assert!(
        took < Duration::from_secs(10),
        "{took:?} for {CHATS} instants"
    );
    platform.stop().await;
}

#[tokio::test]
async fn what_is_told_of_the_clock_is_kept_with_its_state() {
    let platform = Steered::start(None).await;
    let time = &platform.ground.time;
    let updated = time.update(None, Some(true), Some(keep(1))).await;
    let updated = updated.expect("frozen");
    assert_eq!(platform.kept(1).await, format!("{updated:?}"));
    let later = Some(updated.now + HOUR);
    time.update(later, None, Some(keep(1)))
        .await
        .expect_err("answered already");
    assert_eq!(time.read().now, updated.now, "no second effect");
    platform.stop().await;
}

#[tokio::test]
async fn an_advance_has_its_time_from_when_it_is_asked_for() {
    let patience = Duration::from_secs(2);
    let receiver = Receiver::start(|_| Reply::Hang).await;
    let platform = Steered::start(Some(&receiver.url())).await;
    let time = chatd::control::Time::new(
        platform.ground.store.clone(),
        platform.ground.clock.clone(),
        platform.ground.underway.clone(),
        chatd::wake::Wake::new(platform.ground.store.changed()),
    );
    let time = time.with_patience(patience);
    let start = time.freeze().await.expect("frozen").now;
    platform.chat(HUMAN).await;
    let asked = monotonic();
    let advances = (0..3).map(|_| time.advance(HOUR));
    for advanced in futures::future::join_all(advances).await {
        let advanced = advanced.expect("advanced");
        assert!(!advanced.complete);
        assert_eq!((advanced.from, advanced.reached), (start, start));
        assert_eq!(advanced.open.deliveries_due, 1);
    }
    assert!(asked.elapsed() < patience * 2, "{:?}", asked.elapsed());
    platform.stop().await;
}
