//! Holds up, lets out and discards the webhook deliveries of a tenant on purpose.
//!
//! What is set is kept with the tenant, so it survives a restart. Events are recorded as ever: what is held goes out later,
//! in order.

use std::sync::Arc;

use chat_core::{ChatId, Clock as _, Keep, Steering, Store, StoreError, Tenant, TenantId};
use jiff::SignedDuration;

use super::clock::SteeredClock;

/// The longest delay.
pub const MAX_DELAY: SignedDuration = SignedDuration::from_hours(24);

/// Why deliveries were not steered.
#[derive(Debug, thiserror::Error)]
pub enum SteeringError {
    /// Less than nothing, or longer than [`MAX_DELAY`].
    #[error("a delay of {0:#} is not between 0 and 24 hours")]
    Delay(SignedDuration),
    /// The store's; [`StoreError::NotFound`] for an unknown tenant.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Steers deliveries.
pub struct WebhookControl<S> {
    store: Arc<S>,
    clock: Arc<SteeredClock>,
}

impl<S: Store> WebhookControl<S> {
    /// On a store, by the domain clock.
    pub fn new(store: Arc<S>, clock: Arc<SteeredClock>) -> Self {
        Self { store, clock }
    }

    /// Changes what is given. Idempotent.
    ///
    /// While paused, everything is held back that is not under way; then it goes out when it is due. A delay has the first
    /// attempt of every event from now on come so long after it, by the domain clock; at most [`MAX_DELAY`].
    ///
    /// # Errors
    ///
    /// See [`SteeringError`].
    pub async fn update(
        &self,
        tenant: TenantId,
        paused: Option<bool>,
        delay: Option<SignedDuration>,
        keep: Option<Keep<Steering>>,
    ) -> Result<Steering, SteeringError> {
        if let Some(wrong) = delay.filter(|it| !(SignedDuration::ZERO..=MAX_DELAY).contains(it)) {
            return Err(SteeringError::Delay(wrong));
        }
        let change = move |steering: &mut Steering| {
            steering.paused = paused.unwrap_or(steering.paused);
            steering.delay = delay.unwrap_or(steering.delay);
        };
        self.steer(tenant, change, keep).await
    }

    /// How the tenant's deliveries are held up now.
    ///
    /// # Errors
    ///
    /// [`SteeringError::Store`].
    pub async fn read(&self, tenant: TenantId) -> Result<Steering, SteeringError> {
        let tenant = self.store.tenant(tenant).await?;
        let tenant = tenant.ok_or(StoreError::NotFound)?;
        Ok(tenant.webhook.steering)
    }

    /// Sends now what waits: of one chat or of all, at most `limit` events in the order of their making, also while the webhook
    /// is paused, delayed, or waits for another attempt. Each gets one attempt; what fails is held again. Tells how many
    /// were let out; it does not wait for them ([`Time::advance`](super::Time::advance) by zero does).
    ///
    /// # Errors
    ///
    /// [`SteeringError::Store`].
    pub async fn trigger(
        &self,
        tenant: TenantId,
        chat: Option<ChatId>,
        limit: Option<usize>,
        keep: Option<Keep<usize>>,
    ) -> Result<usize, SteeringError> {
        self.read(tenant).await?;
        let (limit, now) = (limit.unwrap_or(usize::MAX), self.clock.now());
        let released = self.store.hasten_deliveries(tenant, chat, limit, now, keep);
        Ok(released.await?)
    }

    /// Takes pause and delay back; what the delay put off stays put off. With `discard`, what waits is given up first. Tells
    /// how many that were.
    ///
    /// # Errors
    ///
    /// [`SteeringError::Store`].
    pub async fn reset(
        &self,
        tenant: TenantId,
        discard: bool,
        keep: Option<Keep<usize>>,
    ) -> Result<usize, SteeringError> {
        if discard {
            return Ok(self.store.discard_deliveries(tenant, keep).await?);
        }
        let change = |steering: &mut Steering| *steering = Steering::default();
        let keep = keep.map(|keep| keep.of(|_: &Steering| 0));
        self.steer(tenant, change, keep).await?;
        Ok(0)
    }

    async fn steer(
        &self,
        tenant: TenantId,
        change: impl FnOnce(&mut Steering) + Send + 'static,
        keep: Option<Keep<Steering>>,
    ) -> Result<Steering, SteeringError> {
        let keep = keep.map(|keep| keep.of(|tenant: &Arc<Tenant>| tenant.webhook.steering));
        let edit = move |tenant: &mut Tenant| {
            change(&mut tenant.webhook.steering);
            Ok::<(), std::convert::Infallible>(())
        };
        match self.store.edit_tenant(tenant, edit, keep).await? {
            Ok(tenant) => Ok(tenant.webhook.steering),
            Err(never) => match never {},
        }
    }
}
