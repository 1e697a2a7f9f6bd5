//! The health of a webhook.

use chat_core::{
    AttemptEnd, DISABLED_FAILING, DISABLED_GONE, DeliveryOutcome, Disabling, KeyPair, Webhook,
};
use jiff::{SignedDuration, Timestamp};

const URL: &str = "https://example.com/hook";
const RULES: Disabling = Disabling {
    on_gone: true,
    after: Some(SignedDuration::from_hours(5 * 24)),
};
/// More than a day, so that an attempt a day is a row.
const LULL: SignedDuration = SignedDuration::from_hours(29);

fn webhook() -> Webhook {
    Webhook {
        url: Some(URL.to_owned()),
        enabled: true,
        secret: KeyPair::new("secret".to_owned()),
        standard_secret: KeyPair::new("whsec_secret".to_owned()),
        failing_since: None,
        last_failed_at: None,
        disabled_reason: None,
        steering: chat_core::Steering::default(),
    }
}

fn at(hours: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
}

fn end(status: u16, hours: i64) -> AttemptEnd {
    AttemptEnd {
        outcome: match status {
            200 => DeliveryOutcome::Delivered,
            _ => DeliveryOutcome::Dead,
        },
        at: at(hours),
        url: URL.to_owned(),
        status: Some(status),
        error: None,
        disabling: RULES,
        lull: LULL,
    }
}

#[test]
fn a_success_ends_a_row_of_failures() {
    let mut webhook = webhook();
    assert!(!webhook.note_attempt(&end(200, 0)), "nothing to note");
    assert!(webhook.note_attempt(&end(500, 1)));
    assert!(!webhook.note_attempt(&end(500, 1)), "it is known");
    assert!(webhook.note_attempt(&end(500, 2)), "the last one is noted");
    assert_eq!(webhook.failing_since, Some(at(1)));
    assert!(webhook.note_attempt(&end(200, 3)));
    assert_eq!(webhook.failing_since, None);
    for hours in [0, 24, 24 + 29, 72, 96, 119] {
        webhook.note_attempt(&end(500, 4 + hours));
    }
    assert!(webhook.enabled, "an hour is missing");
    webhook.note_attempt(&end(500, 4 + 120));
    assert!(!webhook.enabled);
    assert_eq!(webhook.disabled_reason.as_deref(), Some(DISABLED_FAILING));
}

#[test]
fn time_without_an_attempt_is_no_failure() {
    let mut webhook = webhook();
    for hours in [0, 24, 48, 75] {
        webhook.note_attempt(&end(500, hours));
    }
    assert_eq!(webhook.failing_since, Some(at(0)));
    // The event was given up, and the next one came three weeks later.
    let later = 21 * 24;
    assert!(webhook.note_attempt(&end(500, later)));
    assert!(webhook.enabled, "it failed for three days, and now once");
    assert_eq!(webhook.failing_since, Some(at(later)));
    webhook.note_attempt(&end(500, later + 29));
    assert_eq!(webhook.failing_since, Some(at(later)), "a row");
    webhook.note_attempt(&end(500, later + 29 + 30));
    assert_eq!(webhook.failing_since, Some(at(later + 29 + 30)));
}

#[test]
fn a_row_of_an_unknown_end_begins_anew() {
    let mut webhook = webhook();
    webhook.failing_since = Some(at(0));
    webhook.note_attempt(&end(500, 200));
    assert!(webhook.enabled);
    assert_eq!(webhook.failing_since, Some(at(200)));
}

#[test]
fn it_is_failing_after_a_minute() {
    let mut webhook = webhook();
    webhook.note_attempt(&end(500, 0));
    let minute = SignedDuration::from_mins(1);
    assert!(!webhook.is_failing(at(0)));
    assert!(!webhook.is_failing(at(0) + minute - SignedDuration::from_millis(1)));
    assert!(webhook.is_failing(at(0) + minute));
}

#[test]
fn what_disables_is_a_choice() {
    let mut patient = webhook();
    let unruled = |status, hours| AttemptEnd {
        disabling: Disabling::default(),
        ..end(status, hours)
    };
    patient.note_attempt(&unruled(410, 0));
    patient.note_attempt(&unruled(500, 10_000));
    assert!(patient.enabled);
    let mut gone = webhook();
    assert!(gone.note_attempt(&end(410, 0)));
    assert!(!gone.enabled);
    assert_eq!(gone.disabled_reason.as_deref(), Some(DISABLED_GONE));
}

#[test]
fn an_attempt_at_another_url_says_nothing() {
    let mut webhook = webhook();
    let elsewhere = AttemptEnd {
        url: "https://example.com/old".to_owned(),
        ..end(410, 0)
    };
    assert!(!webhook.note_attempt(&elsewhere));
    assert!(webhook.enabled);
    webhook.enabled = false;
    assert!(!webhook.note_attempt(&end(410, 0)), "nor when it is off");
}

#[test]
fn events_are_collected_until_a_person_switches_it_off() {
    let mut gone = webhook();
    gone.note_attempt(&end(410, 0));
    assert!(!gone.is_on());
    assert!(gone.collects());
    let mut off = gone.clone();
    off.disabled_reason = None;
    assert!(!off.collects());
    off.url = None;
    off.disabled_reason = Some(DISABLED_GONE.to_owned());
    assert!(!off.collects(), "there is nowhere to send them");
}

#[test]
fn a_person_begins_with_a_clean_slate() {
    let mut failing = webhook();
    failing.note_attempt(&end(500, 0));
    for hours in [24, 48, 72, 96, 120] {
        failing.note_attempt(&end(500, hours));
    }
    assert!(!failing.enabled);
    let mut on_again = failing.clone();
    on_again.enabled = true;
    on_again.forget_failures_of(&failing);
    assert_eq!(on_again, webhook());

    let mut moved = failing.clone();
    moved.url = Some("https://example.com/new".to_owned());
    moved.forget_failures_of(&failing);
    assert_eq!(moved.failing_since, None);
    assert!(moved.collects(), "it is still off by the platform's doing");

    let mut renamed = webhook();
    renamed.failing_since = Some(at(0));
    renamed.last_failed_at = Some(at(1));
    let before = renamed.clone();
    renamed.secret = KeyPair::new("another".to_owned());
    renamed.forget_failures_of(&before);
    assert_eq!(renamed.failing_since, Some(at(0)), "another change");
    assert_eq!(renamed.last_failed_at, Some(at(1)));
}
