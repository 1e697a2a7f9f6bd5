//! What is needed to send to a tenant's receiver: the checked target and the secrets.

use chat_core::{Channel, KeyPair, Tenant};
use chat_webhook::{SecretError, Secrets, StandardSecret};
use thiserror::Error;

use crate::outbound::{Outbound, Target, TargetError, secrets};

/// A tenant's receiver, ready to be sent to.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    pub(super) target: Target,
    pub(super) secrets: Secrets,
    /// For the headers of Standard Webhooks: those in force, the first of them first. None of a CRM.
    pub(super) standard: Vec<StandardSecret>,
}

/// A tenant's receiver as it is now.
#[derive(Clone, Debug)]
pub(super) enum Connection {
    /// It is switched off.
    Off,
    /// The URL as the tenant wrote it, and what it takes to send there.
    To(String, Result<Sender, SenderError>),
}

/// Why nothing can be sent to a receiver that is on.
#[derive(Clone, Debug, Error)]
pub(super) enum SenderError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl Connection {
    pub(super) fn new(tenant: &Tenant, channel: Channel, outbound: &Outbound) -> Self {
        let webhook = &tenant.webhook;
        let (url, secret, standard) = match (channel, &webhook.url, &tenant.crm) {
            (Channel::Webhook, Some(url), _) if webhook.is_on() => {
                (url, &webhook.secret, Some(&webhook.standard_secret))
            }
            (Channel::Crm, _, Some(crm)) => (&crm.url, &crm.secret, None),
            _ => return Self::Off,
        };
        let sender = || {
            let standard = standard.into_iter().flat_map(KeyPair::secrets);
            let standard = standard.map(|secret| StandardSecret::parse(secret.expose()));
            Ok(Sender {
                target: outbound.target(tenant.id, url)?,
                secrets: secrets(secret)?,
                standard: standard.collect::<Result<_, _>>()?,
            })
        };
        Self::To(url.clone(), sender())
    }
}
