//! Forgets what was delivered long ago.

use std::sync::Arc;
use std::time::Duration;

use chat_core::{Clock, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use tracing::warn;

use super::courier::causes;
use crate::edge::shutdown::Shutdown;

/// Between two sweeps.
const PERIOD: Duration = Duration::from_secs(10 * 60);
/// Deliveries of one transaction.
const BATCH: usize = 500;

/// Sweeps at the start and then every ten minutes, until the stop is asked for: deliveries that were accepted longer than
/// `keep` ago, in domain time, are forgotten.
pub async fn sweep<S: Store>(
    store: Arc<S>,
    clock: Arc<dyn Clock>,
    keep: SignedDuration,
    mut shutdown: Shutdown,
) {
    while !shutdown.is_requested() {
        let before = clock.now().checked_sub(keep).unwrap_or(Timestamp::MIN);
        if let Err(fault) = sweep_before(&*store, before).await {
            warn!(error = %causes(&fault), "old deliveries cannot be swept now");
        }
        tokio::select! {
            () = shutdown.requested() => {}
            () = tokio::time::sleep(PERIOD) => {}
        }
    }
}

async fn sweep_before<S: Store>(store: &S, before: Timestamp) -> Result<(), StoreError> {
    while store.sweep_deliveries(before, BATCH).await? == BATCH {}
    Ok(())
}
