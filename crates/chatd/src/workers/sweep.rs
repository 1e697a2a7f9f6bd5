//! Removes what was uploaded by policies that ran out, and the policies (of what was attached, the copy is served), and answers kept
//! for repeated requests that are over.

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
/// Rows of one transaction.
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
            warn!(%error, "uploads cannot be swept now");
        }
        if let Err(error) = sweep_answers(&*store, &*clock).await {
            warn!(%error, "answers kept for repeated requests cannot be swept now");
        }
        tokio::select! {
            () = shutdown.requested() => {}
            () = tokio::time::sleep(PERIOD) => {}
        }
    }
}

/// Sweeps once. Files first, so that a stop between the two repeats the removal instead of leaving a file behind for ever.
///
/// # Errors
/// Those of the store; a file that cannot be removed now is left for the next sweep, with its policy.
pub async fn sweep<S: Store>(
    store: &S,
    media: &Media<S>,
    clock: &dyn WallClock,
) -> Result<(), StoreError> {
    let before = clock.now() - GRACE;
    loop {
        let mut gone = Vec::new();
        for (tenant, key) in store.expired_policies(before, BATCH).await? {
            match media.forget_upload(tenant, &key).await {
                Ok(()) => gone.push((tenant, key)),
                Err(error) => warn!(%tenant, %error, "an upload cannot be removed now"),
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        store.forget_policies(gone).await?;
    }
}

/// Forgets answers that were kept for repeated requests and are over.
async fn sweep_answers<S: Store>(store: &S, clock: &dyn WallClock) -> Result<(), StoreError> {
    while store.sweep_answers(clock.now(), BATCH).await? == BATCH {}
    Ok(())
}
