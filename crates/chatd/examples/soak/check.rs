//! What was written down, against what the desk lists and what the process held.

use std::collections::{BTreeMap, BTreeSet};

use desk_client::types::{Delivery, DeliveryStatus};

use crate::ledger::{Record, Sent, Told};
use crate::process::Sample;
use crate::trend::Trend;

/// Memory may be this much above whatever the percentage allows: of a small process a few pages are many percent.
const SLACK_KIB: f64 = 2048.0;
/// Connections come and go.
const SLACK_DESCRIPTORS: f64 = 16.0;
/// More of one kind is not told.
const TOLD: usize = 5;
/// What is refused although nothing is wrong: time goes on between two calls.
const EXPECTED: [&str; 4] = [
    "Chat is already ended",
    "Chat is not with a virtual agent",
    "deflection_channel",
    "Duplicate request",
];

/// Everything that was asked at the end.
pub(crate) struct Evidence {
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) five_hundreds: u64,
    pub(crate) statuses: BTreeMap<i64, String>,
    pub(crate) log: String,
    pub(crate) samples: Vec<Sample>,
    pub(crate) growth_percent: u64,
}

impl Evidence {
    pub(crate) fn memory(&self) -> Trend {
        let figures: Vec<u64> = self.samples.iter().map(|it| it.resident_kib).collect();
        Trend::of(&figures)
    }

    pub(crate) fn descriptors(&self) -> Trend {
        let figures: Vec<u64> = self.samples.iter().map(|it| it.descriptors).collect();
        Trend::of(&figures)
    }
}

/// Everything that is wrong; of one kind a few.
pub(crate) fn faults(record: &Record, evidence: &Evidence) -> Vec<String> {
    let kinds = [
        record.broken.clone(),
        refusals(record),
        lost(record, &evidence.deliveries),
        chats(record, evidence),
        process(evidence),
    ];
    let mut told = Vec::new();
    for mut kind in kinds {
        let more = kind.len().saturating_sub(TOLD);
        kind.truncate(TOLD);
        told.append(&mut kind);
        if more > 0 {
            told.push(format!("and {more} more like these"));
        }
    }
    told
}

fn refusals(record: &Record) -> Vec<String> {
    let unexpected = record
        .refusals
        .iter()
        .filter(|(text, _)| !EXPECTED.iter().any(|it| text.contains(it)));
    unexpected
        .map(|(text, count)| format!("refused {count} times: {text}"))
        .collect()
}

/// The desk's list against what the receiver accepted.
fn lost(record: &Record, deliveries: &[Delivery]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for delivery in deliveries {
        if !listed.insert(delivery.event_id.as_str()) {
            faults.push(format!("event {} is listed twice", delivery.event_id));
        }
        let accepted = accepted(record, &delivery.event_id);
        if delivery.status != DeliveryStatus::Delivered || accepted == 0 {
            faults.push(format!(
                "event {} ({} of chat {}) is {} and was accepted {accepted} times",
                delivery.event_id, delivery.event_type, delivery.chat_id, delivery.status
            ));
        }
    }
    let unlisted = record
        .events
        .keys()
        .filter(|id| !listed.contains(id.as_str()));
    faults.extend(unlisted.map(|id| format!("event {id} is not listed")));
    faults
}

fn accepted(record: &Record, event: &str) -> u64 {
    record.events.get(event).map_or(0, |seen| seen.accepted)
}

/// Each chat: the API against the receiver.
fn chats(record: &Record, evidence: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    for (chat, sent) in &record.sent {
        let told = record.told.get(chat);
        let status = evidence
            .statuses
            .get(chat)
            .map_or("unknown", String::as_str);
        let found = told.map_or_else(
            || vec!["nothing was told".to_owned()],
            |told| of(sent, told),
        );
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("chat {chat}: {fault}")),
        );
        if status != "finished" {
            faults.push(format!("chat {chat}: it is {status}"));
        }
    }
    let unknown = record
        .told
        .keys()
        .filter(|it| !record.sent.contains_key(it));
    faults.extend(unknown.map(|chat| format!("chat {chat} was told of and never created")));
    faults
}

fn of(sent: &Sent, told: &Told) -> Vec<String> {
    let mut faults = Vec::new();
    let count = |name: &str| told.types.get(name).copied().unwrap_or_default();
    for once in ["chat_created", "chat_ended"] {
        if count(once) != 1 {
            faults.push(format!("{once} came {} times", count(once)));
        }
    }
    let messages = i64::try_from(count("message_received")).unwrap_or(i64::MAX);
    if !told.seqs.iter().copied().eq(1..=messages) {
        let last = told.seqs.last().copied().unwrap_or_default();
        faults.push(format!(
            "{messages} messages, the last with the number {last}"
        ));
    }
    if told.of_end_user != sent.messages {
        let (taken, came) = (sent.messages, told.of_end_user);
        faults.push(format!("{taken} messages were taken, {came} came back"));
    }
    if told.disordered {
        faults.push("a message was first sent before an earlier one".to_owned());
    }
    if sent.listed_media.is_some_and(|listed| listed != sent.media) {
        let (attached, listed) = (sent.media, sent.listed_media);
        faults.push(format!(
            "{attached} files were attached, listed are {listed:?}"
        ));
    }
    faults
}

fn process(evidence: &Evidence) -> Vec<String> {
    let mut faults = Vec::new();
    if evidence.five_hundreds > 0 {
        faults.push(format!(
            "{} answers had a status of 500 or more",
            evidence.five_hundreds
        ));
    }
    if evidence.log.contains("panicked") {
        faults.push("the log tells of a panic".to_owned());
    }
    let memory = evidence.memory();
    let allowed = memory.middle * (1.0 + evidence.growth_percent as f64 / 100.0) + SLACK_KIB;
    if exceeds(memory.last, allowed) {
        faults.push(format!(
            "memory grows: {:.0} KiB in the middle third, {:.0} KiB in the last",
            memory.middle, memory.last
        ));
    }
    let files = evidence.descriptors();
    if exceeds(files.last, files.middle * 1.1 + SLACK_DESCRIPTORS) {
        faults.push(format!(
            "file descriptors grow: {:.0} in the middle third, {:.0} in the last",
            files.middle, files.last
        ));
    }
    faults
}

/// Whether a figure is more than what is allowed. It is, too, where there is none: a run too short to tell is no success.
fn exceeds(figure: f64, allowed: f64) -> bool {
    figure.is_nan() || figure > allowed
}

#[cfg(test)]
mod tests;
