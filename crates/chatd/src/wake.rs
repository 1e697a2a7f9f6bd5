//! The signal that there may be work before the time that was waited for.

use futures::future::select_all;
use tokio::sync::watch;

/// The receiving side of counters: of the commits that made new timers or deliveries, of the moves of the clock.
#[derive(Clone, Debug)]
pub struct Wake(Vec<watch::Receiver<u64>>);

impl Wake {
    /// Listens to the counter.
    #[must_use]
    pub fn new(counter: watch::Receiver<u64>) -> Self {
        Self(vec![counter])
    }

    /// Listens to this one too.
    #[must_use]
    pub fn and(mut self, counter: watch::Receiver<u64>) -> Self {
        self.0.push(counter);
        self
    }

    /// Returns when a counter has risen since the last call, at once if one already has.
    pub async fn changed(&mut self) {
        let risen = self.0.iter_mut().map(|counter| Box::pin(rise(counter)));
        select_all(risen).await;
    }
}

async fn rise(counter: &mut watch::Receiver<u64>) {
    if counter.changed().await.is_err() {
        // Whoever counted is gone: nothing will ever rise again, and the caller has other reasons to return.
        std::future::pending::<()>().await;
    }
}
