//! The deliveries of the outbox: events to the tenants' webhooks, changes of contacts to their CRMs.
//!
//! Rows are claimed by lease, sent concurrently, and finished one by one; what a crash leaves claimed is claimed again
//! when its lease runs out, so everything is delivered at least once. The receiver knows a repeated one by `webhook-id`.
//! Receivers have turns of their own, so that none waits for another's answers, and a receiver's repeated attempts take no
//! turn from its first ones.

mod attempt;
mod courier;
mod schedule;
mod sender;
mod sweep;
mod worker;

pub use schedule::{RETRY_DELAYS, Schedule};
pub use sweep::sweep;
pub use worker::{Dependencies, Options, run};
