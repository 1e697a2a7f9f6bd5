//! Whoever counts what the store does.

use std::fmt;

use chat_core::DeliveryOutcome;

/// Hears what the store does, for metrics. Called from the store's own threads: it must not block.
pub trait Observer: fmt::Debug + Send + Sync {
    /// A transaction is on the disk that took so many changes.
    fn committed(&self, changes: usize);
    /// An attempt to deliver is written down.
    fn delivery_ended(&self, outcome: &DeliveryOutcome);
}

/// Counts nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nobody;

impl Observer for Nobody {
    fn committed(&self, _: usize) {}

    fn delivery_ended(&self, _: &DeliveryOutcome) {}
}
