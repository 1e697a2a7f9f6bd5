//! The one place that reads a clock of the machine.
//!
//! Everything else takes a [`WallClock`] (or a monotonic instant from [`monotonic`]), so that tests decide what time it is.

use jiff::Timestamp;
use tokio::time::Instant;

/// The wall clock: protocol time (policies, download URLs, signatures, rate limits).
pub trait WallClock: Send + Sync + 'static {
    /// The present instant, UTC.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl WallClock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The present monotonic instant, for deadlines; it never goes backwards.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the monotonic clock"
)]
pub fn monotonic() -> Instant {
    Instant::now()
}

impl chat_core::Clock for SystemClock {
    fn now(&self) -> Timestamp {
        WallClock::now(self)
    }
}
