//! A run in which nothing is wrong is right, and each thing that is wrong is seen.

use std::collections::BTreeMap;

use desk_client::types::{Delivery, DeliveryStatus};
use serde_json::json;

use super::{Evidence, faults};
use crate::ledger::{Record, Seen, Sent, Told};
use crate::process::Sample;

/// A chat with two messages, one of them the end user's.
fn right() -> (Record, Evidence) {
    let types = [
        ("chat_created", 1),
        ("message_received", 2),
        ("chat_ended", 1),
    ];
    let told = Told {
        types: types.map(|(name, count)| (name.to_owned(), count)).into(),
        seqs: [1, 2].into(),
        of_end_user: 1,
        last_first: 2,
        disordered: false,
    };
    let sent = Sent {
        messages: 1,
        media: 1,
        listed_media: Some(1),
    };
    let record = Record {
        sent: [(7, sent)].into(),
        told: [(7, told)].into(),
        events: ["evt_1", "evt_2"].map(|id| (id.to_owned(), seen())).into(),
        ..Record::default()
    };
    let evidence = Evidence {
        deliveries: vec![delivery("evt_1"), delivery("evt_2")],
        five_hundreds: 0,
        statuses: BTreeMap::from([(7, "finished".to_owned())]),
        log: String::new(),
        samples: samples(|_| (50_000, 100)),
        growth_percent: 5,
    };
    (record, evidence)
}

fn seen() -> Seen {
    Seen {
        body: 1,
        accepted: 1,
    }
}

fn delivery(event_id: &str) -> Delivery {
    let text = json!({
        "id": 1, "channel": "webhook", "event_id": event_id, "event_type": "message_received", "request_id": null,
        "chat_id": 7, "status": "delivered", "attempts": 1, "created_at": "2026-11-20T09:30:00.125Z", "due_at": null,
        "last_attempt_at": "2026-11-20T09:30:00.125Z", "last_status": 204, "last_error": null
    });
    serde_json::from_value(text).expect("a delivery")
}

fn samples(figures: impl Fn(u64) -> (u64, u64)) -> Vec<Sample> {
    let sample = |(resident_kib, descriptors)| Sample {
        resident_kib,
        descriptors,
    };
    (0..30).map(figures).map(sample).collect()
}

#[track_caller]
fn is_seen(change: impl FnOnce(&mut Record, &mut Evidence), fault: &str) {
    let (mut record, mut evidence) = right();
    change(&mut record, &mut evidence);
    let told = faults(&record, &evidence);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(fault), "{told:?}");
}

fn told(record: &mut Record) -> &mut Told {
    record.told.get_mut(&7).expect("the chat")
}

#[test]
fn nothing_is_wrong() {
    let (record, evidence) = right();
    assert_eq!(faults(&record, &evidence), Vec::<String>::new());
}

#[test]
fn what_was_lost_is_seen() {
    let is_lost = "evt_2 (message_received of chat 7) is delivered and was accepted 0 times";
    is_seen(
        |record, _| {
            record.events.remove("evt_2");
        },
        is_lost,
    );
    is_seen(
        |_, evidence| evidence.deliveries[1].status = DeliveryStatus::Failed,
        "is failed and was accepted 1 times",
    );
    is_seen(
        |_, evidence| drop(evidence.deliveries.pop()),
        "event evt_2 is not listed",
    );
    is_seen(
        |_, evidence| evidence.deliveries.push(delivery("evt_1")),
        "evt_1 is listed twice",
    );
}

#[test]
fn chats_that_differ_are_seen() {
    is_seen(
        |record, _| told(record).seqs = [1, 3].into(),
        "2 messages, the last with the number 3",
    );
    is_seen(
        |record, _| told(record).of_end_user = 0,
        "1 messages were taken, 0 came back",
    );
    is_seen(
        |record, _| told(record).disordered = true,
        "before an earlier one",
    );
    is_seen(
        |record, _| {
            told(record).types.remove("chat_ended");
        },
        "chat_ended came 0 times",
    );
    is_seen(
        |record, _| record.sent.entry(7).or_default().listed_media = Some(0),
        "1 files were attached",
    );
    is_seen(
        |_, evidence| drop(evidence.statuses.insert(7, "assigned".to_owned())),
        "it is assigned",
    );
    is_seen(|record, _| record.told.clear(), "nothing was told");
    is_seen(
        |record, _| drop(record.told.insert(8, Told::default())),
        "chat 8 was told of and never created",
    );
}

#[test]
fn what_the_server_must_not_do_is_seen() {
    is_seen(|_, evidence| evidence.five_hundreds = 1, "1 answers");
    is_seen(
        |_, evidence| evidence.log = "thread panicked".to_owned(),
        "a panic",
    );
    is_seen(
        |_, evidence| evidence.samples = samples(|second| (50_000 + second * 1000, 100)),
        "memory grows: 64500 KiB in the middle third, 74500 KiB in the last",
    );
    is_seen(
        |_, evidence| evidence.samples = samples(|second| (50_000, 100 + second * 5)),
        "file descriptors grow",
    );
    is_seen(
        |record, _| record.broken.push("get_chat: 500".to_owned()),
        "get_chat: 500",
    );
    let refused = "send_message: 400: from_user_id 1 is not found".to_owned();
    is_seen(
        |record, _| {
            record.refusals.insert(refused, 3);
        },
        "refused 3 times: send_message",
    );
    let usual = "send_message: 400: Chat is already ended".to_owned();
    let (mut record, evidence) = right();
    record.refusals.insert(usual, 3);
    assert_eq!(faults(&record, &evidence), Vec::<String>::new());
}

#[test]
fn a_run_too_short_to_tell_is_no_success() {
    let (record, mut evidence) = right();
    evidence.samples.clear();
    assert_eq!(faults(&record, &evidence).len(), 2);
}
