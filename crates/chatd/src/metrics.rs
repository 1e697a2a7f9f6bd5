//! What the process measures, and `GET /metrics` in the text format of Prometheus, version 0.0.4.
//!
//! A registry of our own, because it is small: every name and label is known when the program is compiled, and nothing is
//! global, so that many servers fit into one process. The facade and exporter that are usual bring a dozen crates, a global
//! recorder and a clock of their own. No label comes from a caller.

mod exposition;
mod histogram;
mod page;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chat_core::DeliveryOutcome;
use chat_store::Observer;
use http::StatusCode;

use crate::edge::recorder::Listener;
use histogram::Histogram;

pub use page::{CONTENT_TYPE, page};

/// Bounds of the time from a request to its answer, in seconds.
const LATENCY_SECONDS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Bounds of the number of changes in one commit.
const COMMIT_CHANGES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];
/// How an attempt to deliver ends, as the label says it.
const OUTCOMES: [&str; 3] = ["delivered", "retry", "dead"];
/// Classes of statuses, as the label says them.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Everything that is counted as it happens.
#[derive(Debug)]
pub struct Metrics {
    operations: RwLock<BTreeMap<&'static str, Arc<PerOperation>>>,
    connections: [AtomicI64; 2],
    commit_changes: Histogram,
    deliveries: [AtomicU64; OUTCOMES.len()],
}

#[derive(Debug)]
struct PerOperation {
    by_class: [AtomicU64; CLASSES.len()],
    latency: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            operations: RwLock::default(),
            connections: Default::default(),
            commit_changes: Histogram::new(COMMIT_CHANGES),
            deliveries: Default::default(),
        }
    }
}

impl Metrics {
    /// Counts an answered request.
    pub fn request(&self, operation: &'static str, status: StatusCode, took: Duration) {
        let per_operation = self.operation(operation);
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = per_operation.by_class.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        per_operation.latency.observe(took.as_secs_f64());
    }

    /// Makes an operation visible before anybody calls it.
    pub fn expect(&self, operation: &'static str) {
        self.operation(operation);
    }

    fn operation(&self, operation: &'static str) -> Arc<PerOperation> {
        let known = self.operations.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(operation) {
            return Arc::clone(known);
        }
        drop(known);
        let all = self.operations.write();
        let mut all = all.unwrap_or_else(PoisonError::into_inner);
        let new = || {
            Arc::new(PerOperation {
                by_class: Default::default(),
                latency: Histogram::new(LATENCY_SECONDS),
            })
        };
        Arc::clone(all.entry(operation).or_insert_with(new))
    }

    /// Counts a connection until the guard is dropped.
    pub fn connection(self: &Arc<Self>, listener: Listener) -> ConnectionGuard {
        let guard = ConnectionGuard {
            metrics: Arc::clone(self),
            listener,
        };
        guard.count().fetch_add(1, Ordering::Relaxed);
        guard
    }
}

/// A connection that is open.
#[derive(Debug)]
pub struct ConnectionGuard {
    metrics: Arc<Metrics>,
    listener: Listener,
}

impl ConnectionGuard {
    fn count(&self) -> &AtomicI64 {
        &self.metrics.connections[self.listener as usize]
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        self.count().fetch_sub(1, Ordering::Relaxed);
    }
}

impl Observer for Metrics {
    fn committed(&self, changes: usize) {
        self.commit_changes.observe(changes as f64);
    }

    fn delivery_ended(&self, outcome: &DeliveryOutcome) {
        let index = match outcome {
            DeliveryOutcome::Delivered => 0,
            DeliveryOutcome::Retry { .. } => 1,
            DeliveryOutcome::Dead => 2,
        };
        self.deliveries[index].fetch_add(1, Ordering::Relaxed);
    }
}
