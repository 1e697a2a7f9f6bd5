//! Webhooks: delivers the events of the outbox to the tenants' receivers.
//!
//! Rows are claimed by lease, sent concurrently, and finished one by one; what a crash leaves claimed is claimed again
//! when its lease runs out, so every event is delivered at least once. The receiver knows a repeated one by
//! `webhook-id`.

mod attempt;
mod courier;
mod resolver;
mod schedule;
mod sender;
mod target;
mod worker;

pub use attempt::MAX_ANSWER_BYTES;
pub use schedule::{MAX_RETRY_AFTER, RETRY_DELAYS};
pub use sender::{ClientError, http_client};
pub(crate) use target::is_loopback;
pub use target::{Networks, TargetError, check_target};
pub use worker::{Dependencies, Options, run};
