//! The page: what was counted, and what the store has at the moment.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use chat_core::{Channel, OutboxLoad};
use chat_store::Gauges;
use jiff::Timestamp;

use super::exposition::{Exposition, Kind};
use super::{CLASSES, Metrics, OUTCOMES};

/// The media type of the page.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Renders the page. `gauges` is `None` while the store cannot tell; `now` is the domain clock's.
#[must_use]
pub fn page(metrics: &Metrics, gauges: Option<&Gauges>, now: Timestamp) -> String {
    let mut page = Exposition::default();
    requests(&mut page, metrics);
    let name = "chatd_connections";
    page.family(name, Kind::Gauge, "Open connections.");
    for (label, count) in ["public", "admin"].iter().zip(&metrics.connections) {
        let count = count.load(Ordering::Relaxed);
        page.sample(name, &format!("{{listener=\"{label}\"}}"), count as f64);
    }
    let name = "chatd_store_commit_changes";
    page.family(name, Kind::Histogram, "Changes that one commit took.");
    page.histogram(name, "", &metrics.commit_changes);
    let name = "chatd_delivery_attempts_total";
    page.family(
        name,
        Kind::Counter,
        "Attempts to deliver, by how they ended.",
    );
    for (label, count) in OUTCOMES.iter().zip(&metrics.deliveries) {
        let count = count.load(Ordering::Relaxed);
        page.sample(name, &format!("{{outcome=\"{label}\"}}"), count as f64);
    }
    let up = f64::from(u8::from(gauges.is_some()));
    page.gauge("chatd_store_up", "Whether the store answers.", up);
    if let Some(gauges) = gauges {
        stored(&mut page, gauges, now);
    }
    page.finish()
}

fn requests(page: &mut Exposition, metrics: &Metrics) {
    let operations: BTreeMap<_, _> = metrics
        .operations
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let name = "chatd_requests_total";
    page.family(
        name,
        Kind::Counter,
        "Requests, by operation and class of the answer's status.",
    );
    for (operation, per_operation) in &operations {
        for (class, count) in CLASSES.iter().zip(&per_operation.by_class) {
            let count = count.load(Ordering::Relaxed);
            // Most operations never answer most classes.
            if count > 0 || *class == "2xx" {
                let labels = format!("{{operation=\"{operation}\",status=\"{class}\"}}");
                page.sample(name, &labels, count as f64);
            }
        }
    }
    let name = "chatd_request_duration_seconds";
    page.family(
        name,
        Kind::Histogram,
        "From the head of a request to the head of its answer.",
    );
    for (operation, per_operation) in &operations {
        let label = format!("operation=\"{operation}\"");
        page.histogram(name, &label, &per_operation.latency);
    }
}

fn stored(page: &mut Exposition, gauges: &Gauges, now: Timestamp) {
    let Gauges {
        chats_waiting,
        chats_serving,
        timers,
        next_timer_at,
        outbox,
    } = gauges;
    let name = "chatd_queue_chats";
    page.family(name, Kind::Gauge, "Chats in the queues of all tenants.");
    page.sample(name, "{state=\"waiting\"}", *chats_waiting as f64);
    page.sample(name, "{state=\"serving\"}", *chats_serving as f64);
    page.gauge("chatd_timers", "Timers that are pending.", *timers as f64);
    page.gauge(
        "chatd_timers_lag_seconds",
        "For how long the earliest timer has been due.",
        overdue(*next_timer_at, now),
    );
    outbox_loads(page, outbox, now);
}

fn outbox_loads(page: &mut Exposition, loads: &[OutboxLoad], now: Timestamp) {
    const CHANNELS: [(Channel, &str); 2] = [(Channel::Webhook, "webhook"), (Channel::Crm, "crm")];
    let of = |channel| loads.iter().filter(move |load| load.channel == channel);
    let name = "chatd_outbox_deliveries";
    page.family(name, Kind::Gauge, "Deliveries that have not ended.");
    for (channel, label) in CHANNELS {
        let [mut pending, mut retrying, mut shelved] = [0; 3];
        for load in of(channel) {
            pending += u64::from(load.pending);
            retrying += u64::from(load.retrying);
            shelved += u64::from(load.shelved);
        }
        for (state, count) in [
            ("pending", pending),
            ("retrying", retrying),
            ("shelved", shelved),
        ] {
            let labels = format!("{{channel=\"{label}\",state=\"{state}\"}}");
            page.sample(name, &labels, count as f64);
        }
    }
    let name = "chatd_outbox_oldest_seconds";
    page.family(
        name,
        Kind::Gauge,
        "Age of the oldest delivery that is to be sent.",
    );
    for (channel, label) in CHANNELS {
        let oldest = of(channel).filter_map(|load| load.oldest).min();
        let labels = format!("{{channel=\"{label}\"}}");
        page.sample(name, &labels, overdue(oldest, now));
    }
}

fn overdue(due: Option<Timestamp>, now: Timestamp) -> f64 {
    due.map_or(0.0, |due| now.duration_since(due).as_secs_f64().max(0.0))
}
