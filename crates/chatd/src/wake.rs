//! The signal that there may be work before the time that was waited for.

use tokio::sync::watch;

/// The receiving side of a counter that rises after every commit which made new timers or deliveries.
#[derive(Clone, Debug)]
pub struct Wake(watch::Receiver<u64>);

impl Wake {
    /// Listens to the counter.
    #[must_use]
    pub fn new(counter: watch::Receiver<u64>) -> Self {
        Self(counter)
    }

    /// Returns when the counter has risen since the last call, at once if it already has.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // The store is gone: nothing will ever rise again, and the caller has other reasons to return.
            std::future::pending::<()>().await;
        }
    }
}
