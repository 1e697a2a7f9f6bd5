//! One claimed delivery: its turn, its attempt, and what is written about it.

use std::time::Duration;

use chat_core::{Delivery, DeliveryOutcome, Store, StoreError, TenantId};
use jiff::SignedDuration;
use tokio::sync::Semaphore;
use tracing::{debug, error, warn};

use super::attempt::{self, Answer};
use super::schedule::next_attempt_at;
use super::sender::{Sender, SenderError};
use super::worker::{Dependencies, Options};

/// How long a claimed delivery waits for its tenant's turn before it is left to the end of its lease.
const MAX_WAIT_FOR_TURN: Duration = Duration::from_secs(15);

/// Takes one claimed delivery from its tenant's turn to its end in the outbox.
pub(super) struct Courier<S> {
    pub(super) dependencies: Dependencies<S>,
    pub(super) options: Options,
}

impl<S: Store> Courier<S> {
    /// The tenant's webhook as it is now.
    pub(super) async fn sender(
        &self,
        id: TenantId,
    ) -> Result<Result<Sender, SenderError>, StoreError> {
        let tenant = self.dependencies.store.tenant(id).await?;
        Ok(match tenant {
            Some(tenant) => Sender::new(&tenant, &self.dependencies.outbound),
            None => Err(SenderError::Off),
        })
    }

    /// Sends when it is the tenant's turn, and writes down how it ended.
    pub(super) async fn deliver(
        &self,
        delivery: Delivery,
        sender: &Result<Sender, SenderError>,
        turns: &Semaphore,
    ) {
        let turn = tokio::time::timeout(MAX_WAIT_FOR_TURN, turns.acquire());
        let Ok(Ok(_turn)) = turn.await else {
            return; // no attempt was made: when the lease ends, it is claimed again
        };
        let outcome = match sender {
            Ok(sender) => self.attempt(&delivery, sender).await,
            Err(SenderError::Off) => DeliveryOutcome::Shelved,
            Err(error) => self.failed(&delivery, None, &error.to_string()),
        };
        let store = &self.dependencies.store;
        if let Err(fault) = store.finish_delivery(delivery.id, outcome).await {
            // The lease runs out and the event is sent again: at least once, not exactly once.
            error!(delivery = %delivery.id, error = %causes(&fault), "the end of a webhook attempt is not written");
        }
    }

    async fn attempt(&self, delivery: &Delivery, sender: &Sender) -> DeliveryOutcome {
        let Dependencies {
            outbound,
            wall_clock,
            ..
        } = &self.dependencies;
        let timeout = self.options.timeout;
        match attempt::send(outbound, sender, delivery, timeout, wall_clock.now()).await {
            Answer::Accepted => {
                debug!(tenant = %delivery.tenant, event = %delivery.event_id, "webhook delivered");
                DeliveryOutcome::Delivered
            }
            Answer::Gone => {
                self.switch_off(delivery.tenant, sender).await;
                DeliveryOutcome::Dead
            }
            Answer::Failed { retry_after, why } => self.failed(delivery, retry_after, &why),
        }
    }

    fn failed(
        &self,
        delivery: &Delivery,
        retry_after: Option<SignedDuration>,
        why: &str,
    ) -> DeliveryOutcome {
        let Dependencies { clock, random, .. } = &self.dependencies;
        let attempt = delivery.attempts.saturating_add(1);
        let delays = &self.options.retry_delays;
        let next = next_attempt_at(delays, attempt, clock.now(), retry_after, &**random);
        let (tenant, event) = (delivery.tenant, delivery.event_id);
        match next {
            Some(at) => {
                warn!(%tenant, %event, attempt, why, next = %at, "webhook attempt failed");
                DeliveryOutcome::Retry { at }
            }
            None => {
                error!(%tenant, %event, attempt, why, "webhook given up");
                DeliveryOutcome::Dead
            }
        }
    }

    /// A receiver that answered 410 gets no further events, unless the tenant has named another one meanwhile.
    async fn switch_off(&self, id: TenantId, sender: &Sender) {
        let store = &self.dependencies.store;
        let off = async {
            let Some(tenant) = store.tenant(id).await? else {
                return Ok(());
            };
            let mut tenant = (*tenant).clone();
            let same = tenant.webhook.url.as_deref() == Some(sender.configured.as_str());
            if !tenant.webhook.enabled || !same {
                return Ok(());
            }
            tenant.webhook.enabled = false;
            warn!(tenant = %id, "the receiver answered 410: the webhook is switched off");
            store.put_tenant(tenant).await
        };
        if let Err(fault) = off.await {
            error!(tenant = %id, error = %causes(&fault), "the webhook cannot be switched off");
        }
    }
}

/// An error and its causes in one line.
pub(super) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
