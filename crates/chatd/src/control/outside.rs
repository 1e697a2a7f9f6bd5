//! A start without the emulator on data that an emulator may have steered: nobody could steer them back.

use std::convert::Infallible;

use chat_core::{Steering, Store, StoreError, Tenant};
use jiff::SignedDuration;

use super::{Determinism, Time};

/// Why the start is refused.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// Timers would fire at other times than the clock on the wall shows, or never.
    #[error(
        "the clock of this data directory was moved or stopped, or its choices follow a seed: start it with --emulator"
    )]
    Steered,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Refuses a steered clock and seeded choices; webhooks that were held up or delayed go out.
///
/// # Errors
///
/// See [`OutsideError`].
pub async fn start_outside<S: Store>(
    store: &S,
    time: &Time<S>,
    determinism: &Determinism<S>,
) -> Result<(), OutsideError> {
    let reading = time.read();
    if reading.frozen || reading.ahead != SignedDuration::ZERO || determinism.seed().is_some() {
        return Err(OutsideError::Steered);
    }
    for tenant in store.tenants().await? {
        if tenant.webhook.steering != Steering::default() {
            let let_go = |tenant: &mut Tenant| {
                tenant.webhook.steering = Steering::default();
                Ok::<_, Infallible>(())
            };
            store.edit_tenant(tenant.id, let_go, None).await.map(drop)?;
        }
    }
    Ok(())
}
