//! Removes upload policies that ran out, and the files that were uploaded by them and never attached.

use std::sync::Arc;
use std::time::Duration;

use chat_core::{Store, StoreError};
use jiff::SignedDuration;
use tracing::warn;

use crate::clock::WallClock;
use crate::edge::shutdown::Shutdown;
use crate::media::Media;

/// Between two sweeps.
const PERIOD: Duration = Duration::from_secs(10 * 60);
/// A file uploaded in the last moment may be attached this long after its policy ran out.
const GRACE: SignedDuration = SignedDuration::from_hours(24);
/// Policies of one transaction.
const BATCH: usize = 256;

/// Sweeps at the start and then every ten minutes, until the stop is asked for.
pub(super) async fn run<S: Store>(
    store: Arc<S>,
    media: Media<S>,
    clock: Arc<dyn WallClock>,
    mut shutdown: Shutdown,
) {
    while !shutdown.is_requested() {
        if let Err(error) = sweep(&*store, &media, &*clock).await {
            warn!(%error, "unused uploads cannot be swept now");
        }
        tokio::select! {
            () = shutdown.requested() => {}
            () = tokio::time::sleep(PERIOD) => {}
        }
    }
}

async fn sweep<S: Store>(
    store: &S,
    media: &Media<S>,
    clock: &dyn WallClock,
) -> Result<(), StoreError> {
    let before = clock.now() - GRACE;
    loop {
        let keys = store.sweep_policies(before, BATCH).await?;
        if keys.is_empty() {
            return Ok(());
        }
        for (tenant, key) in keys {
            if let Err(error) = media.forget_upload(tenant, &key).await {
                warn!(%tenant, %error, "an unused upload is left behind");
            }
        }
    }
}
