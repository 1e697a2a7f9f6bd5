//! What is written about requests: a line of the log and a part of the metrics for each.
//!
//! A line says which operation, never which path: an unknown path may hold anything, and that of a download its signature.

use std::sync::Arc;
use std::time::Duration;

use chat_server::RequestId;
use http::{HeaderMap, StatusCode};

use super::request_id::RequestIds;
use super::seen::Seen;
use super::trace::Trace;
use crate::metrics::Metrics;

/// The listeners, as metrics name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// The API and the media.
    Public,
    /// Health, metrics, administration.
    Admin,
}

/// Gives requests of a listener their marks, and records how they ended.
#[derive(Clone)]
pub struct Recorder {
    /// Where ids and spans come from.
    pub ids: Arc<RequestIds>,
    /// Where requests are counted.
    pub metrics: Arc<Metrics>,
    /// The listener.
    pub listener: Listener,
}

impl Recorder {
    /// The marks of a request with these headers.
    pub(super) fn mark(&self, headers: &HeaderMap) -> (RequestId, Trace) {
        (self.ids.for_request(headers), self.ids.trace(headers))
    }

    /// Records a request whose answer begins now. `took` is from its head to that of the answer.
    pub(super) fn record(
        &self,
        (id, trace): &(RequestId, Trace),
        seen: &Seen,
        status: StatusCode,
        took: Duration,
    ) {
        let operation = seen.operation();
        // Who looks after the process asks every few seconds; that is not the work that it is there for.
        if self.listener == Listener::Admin && operation.is_none() {
            tracing::debug!(status = status.as_u16(), request_id = id.0, "looked after");
            return;
        }
        let operation = operation.unwrap_or("none");
        self.metrics.request(operation, status, took);
        tracing::info!(
            operation,
            status = status.as_u16(),
            latency_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            request_id = id.0,
            trace_id = trace.trace_id(),
            tenant = seen.tenant().map(|tenant| tenant.0),
            "request"
        );
    }
}
