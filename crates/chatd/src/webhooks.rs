//! Webhooks: delivers the events of the outbox to the tenants' receivers.
//!
//! Rows are claimed by lease, sent concurrently, and finished one by one; what a crash leaves claimed is claimed again
//! when its lease runs out, so every event is delivered at least once. The receiver knows a repeated one by
//! `webhook-id`.

mod attempt;
mod courier;
mod schedule;
mod sender;
mod worker;

pub use attempt::MAX_ANSWER_BYTES;
pub use schedule::{MAX_RETRY_AFTER, RETRY_DELAYS};
pub use worker::{Dependencies, Options, run};
