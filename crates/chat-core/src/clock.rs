//! The injected clock.

use jiff::Timestamp;

/// Tells the time. Domain code takes instants as arguments; only the outermost layer asks a clock.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}
