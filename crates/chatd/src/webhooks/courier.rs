//! One claimed delivery: its attempt, and what is written about it.

use std::sync::Arc;

use chat_core::{
    AttemptEnd, Channel, Delivery, DeliveryOutcome, Disabling, Receiver, Store, StoreError,
};
use http::StatusCode;
use tracing::{debug, error, warn};

use super::attempt::{self, Answer, Failure};
use super::sender::{Connection, Sender};
use super::worker::{Dependencies, Options};
use crate::choices::Choice;

/// Takes one claimed delivery to its end in the outbox.
pub(super) struct Courier<S> {
    pub(super) dependencies: Dependencies<S>,
    pub(super) options: Options,
}

impl<S: Store> Courier<S> {
    /// The receiver as it is now.
    pub(super) async fn connection(
        &self,
        (tenant, channel): Receiver,
    ) -> Result<Arc<Connection>, StoreError> {
        let Dependencies {
            store, outbound, ..
        } = &self.dependencies;
        let tenant = store.tenant(tenant).await?;
        Ok(Arc::new(match tenant {
            Some(tenant) => Connection::new(&tenant, channel, outbound),
            None => Connection::Off,
        }))
    }

    /// Sends, and writes down how it ended.
    pub(super) async fn deliver(&self, delivery: Delivery, connection: &Connection) {
        let store = &self.dependencies.store;
        let (tenant, id) = (delivery.tenant, delivery.id);
        let written = match connection {
            // Since it was claimed: the next claim sets it aside.
            Connection::Off => store.return_delivery(tenant, id).await,
            Connection::To(url, sender) => {
                let answer = match sender {
                    Ok(sender) => self.attempt(&delivery, sender).await,
                    Err(error) => Answer {
                        status: None,
                        failure: Some(Failure {
                            why: error.to_string(),
                            retry_after: None,
                        }),
                    },
                };
                self.dependencies.underway.attempt_made();
                let end = self.end(&delivery, url.clone(), answer);
                store.finish_delivery(tenant, id, end).await
            }
        };
        if let Err(fault) = written {
            // The lease runs out and it is sent again: at least once, not exactly once.
            error!(%tenant, delivery = %id, error = %causes(&fault), "the end of a delivery is not written");
        }
    }

    async fn attempt(&self, delivery: &Delivery, sender: &Sender) -> Answer {
        let Dependencies {
            outbound,
            wall_clock,
            ..
        } = &self.dependencies;
        let bounds = self.options.bounds();
        attempt::send(outbound, sender, delivery, bounds, wall_clock.now()).await
    }

    fn end(&self, delivery: &Delivery, url: String, answer: Answer) -> AttemptEnd {
        let Answer { status, failure } = answer;
        let outcome = match &failure {
            None => DeliveryOutcome::Delivered,
            // Kept for whoever comes after the one who is gone.
            Some(_) if self.is_gone(delivery.channel, status) => DeliveryOutcome::Retry {
                at: self.dependencies.clock.now(),
            },
            Some(failure) => self.failed(delivery, failure),
        };
        log(delivery, &outcome, failure.as_ref());
        AttemptEnd {
            outcome,
            at: self.dependencies.clock.now(),
            url,
            status,
            error: failure.map(|failure| failure.why),
            disabling: self.options.disabling,
            lull: self.options.schedule.lull(),
        }
    }

    fn is_gone(&self, channel: Channel, status: Option<u16>) -> bool {
        let Disabling { on_gone, .. } = self.options.disabling;
        on_gone && channel == Channel::Webhook && status == Some(StatusCode::GONE.as_u16())
    }

    fn failed(&self, delivery: &Delivery, failure: &Failure) -> DeliveryOutcome {
        let Dependencies { clock, choices, .. } = &self.dependencies;
        let attempt = delivery.attempts_of_run.saturating_add(1);
        let chosen = choices.choose(Choice::Jitter {
            event: delivery.event_id,
            attempt: delivery.attempts.saturating_add(1),
        });
        let next = self.options.schedule.next_attempt_at(
            attempt,
            clock.now(),
            failure.retry_after,
            chosen,
        );
        next.map_or(DeliveryOutcome::Dead, |at| DeliveryOutcome::Retry { at })
    }
}

fn log(delivery: &Delivery, outcome: &DeliveryOutcome, failure: Option<&Failure>) {
    let Delivery {
        tenant, event_id, ..
    } = delivery;
    let channel = delivery.channel.as_str();
    let attempt = delivery.attempts.saturating_add(1);
    let why = failure.map_or("", |failure| &failure.why);
    match outcome {
        DeliveryOutcome::Delivered => {
            debug!(%tenant, channel, event = %event_id, attempt, "delivered");
        }
        DeliveryOutcome::Retry { at } => {
            warn!(%tenant, channel, event = %event_id, attempt, why, next = %at, "a delivery failed");
        }
        DeliveryOutcome::Dead => {
            error!(%tenant, channel, event = %event_id, attempt, why, "a delivery is given up");
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
