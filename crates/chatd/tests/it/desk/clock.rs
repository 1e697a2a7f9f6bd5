//! Time is steered: what is due on the way happens, in order, and nothing is waited for.

use chat_client::types::ChatStatus;
use desk_client::ErrorExt as _;
use desk_client::types::{AdvanceClockRequest, UpdateClockRequest};
use jiff::SignedDuration;

use crate::support::{Events, HUMAN, Server, VIRTUAL_AGENT};

const HOUR_MS: i64 = 3_600_000;

fn by(milliseconds: i64) -> AdvanceClockRequest {
    AdvanceClockRequest::builder()
        .milliseconds(milliseconds)
        .build()
}

#[tokio::test]
async fn a_chat_is_dismissed_resumed_and_ended_by_the_clock_alone() {
    let mut events = Events::listen().await;
    let server = Server::start(&["--agents", "off", "--webhook-url", &events.url()]).await;
    events.trust(&server.ready.webhook_secrets);
    let desk = server.desk();
    desk.update_clock()
        .body(UpdateClockRequest::builder().frozen(true).build())
        .send()
        .await
        .expect("frozen");
    let chat = server.chat(VIRTUAL_AGENT).await;
    // The virtual agent joins and greets at the present instant.
    let report = desk
        .advance_clock()
        .body(by(0))
        .send()
        .await
        .expect("advanced");
    assert!(report.complete, "{report:?}");
    server.say(&chat, "What are your hours?").await;
    desk.advance_clock()
        .body(by(0))
        .send()
        .await
        .expect("advanced");
    assert_eq!(server.now(chat.id).await.status, ChatStatus::VaAssigned);

    let report = desk
        .advance_clock()
        .body(by(HOUR_MS / 2))
        .send()
        .await
        .expect("advanced");
    assert!(report.complete && report.timers_fired >= 1, "{report:?}");
    let dismissed = server.now(chat.id).await;
    assert_eq!(dismissed.status, ChatStatus::VaDismissed);

    let resumed = server
        .client()
        .resume_chat()
        .id(chat.id)
        .send()
        .await
        .expect("resumed");
    assert_eq!(resumed.status, ChatStatus::Queued);
    desk.advance_clock()
        .body(by(24 * HOUR_MS))
        .send()
        .await
        .expect("advanced");
    let ended = server.now(chat.id).await;
    assert_eq!(ended.status, ChatStatus::Finished);
    assert_eq!(ended.timeout_at, None);
    // Everything was sent when the advance returned, in order.
    let arrived = events.arrived();
    let seen: Vec<_> = arrived
        .iter()
        .map(|event| event.event_type.as_str())
        .collect();
    assert_eq!(seen.last(), Some(&"chat_ended"), "{seen:?}");
    let dismissals = seen.iter().filter(|it| **it == "chat_dismissed").count();
    assert_eq!(dismissals, 1, "{seen:?}");
}

#[tokio::test]
async fn each_timer_fires_at_its_own_instant() {
    let server = Server::start(&["--agents", "off"]).await;
    let desk = server.desk();
    let begin = desk
        .update_clock()
        .body(UpdateClockRequest::builder().frozen(true).build())
        .send()
        .await
        .expect("frozen")
        .now;
    let chat = server.chat(HUMAN).await;
    let expires_at = chat.timeout_at.expect("an expiry");
    desk.advance_clock()
        .body(by(48 * HOUR_MS))
        .send()
        .await
        .expect("advanced");
    let failed = server.now(chat.id).await;
    assert_eq!(failed.status, ChatStatus::Failed);
    assert_eq!(
        failed.ends_at,
        Some(expires_at),
        "not when the clock arrived"
    );
    let clock = desk.get_clock().send().await.expect("read");
    assert_eq!(clock.now, begin + SignedDuration::from_hours(48));
}

#[tokio::test]
async fn the_clock_never_goes_back_and_survives_a_kill() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &[]).await;
    let desk = server.desk();
    let ahead = desk
        .advance_clock()
        .body(by(1_000 * HOUR_MS))
        .send()
        .await
        .expect("advanced")
        .clock
        .now;
    let back = UpdateClockRequest::builder()
        .now(ahead - SignedDuration::from_hours(1))
        .build();
    let refused = desk
        .update_clock()
        .body(back)
        .send()
        .await
        .expect_err("back");
    assert_eq!(refused.status_code(), Some(400));
    server.kill().await;
    let server = Server::start_in(&data, &[]).await;
    let after = server.desk().get_clock().send().await.expect("read");
    assert!(after.now >= ahead && !after.frozen, "{after:?}");
}

#[tokio::test]
async fn a_distance_is_a_duration_or_an_instant() {
    let server = Server::start(&[]).await;
    let desk = server.desk();
    for body in [
        AdvanceClockRequest::builder().build(),
        AdvanceClockRequest::builder()
            .milliseconds(1)
            .to("2030-01-01T00:00:00Z"
                .parse::<jiff::Timestamp>()
                .expect("an instant"))
            .build(),
    ] {
        let refused = desk
            .advance_clock()
            .body(body)
            .send()
            .await
            .expect_err("neither");
        assert_eq!(refused.status_code(), Some(400));
    }
}
