//! What is needed to send a tenant's events: the checked target and the secrets.

use chat_core::Tenant;
use chat_webhook::{SecretError, Secrets, StandardSecret};
use thiserror::Error;

use crate::outbound::{Outbound, Target, TargetError};

/// A tenant's webhook, ready to send.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    /// The URL as the tenant wrote it.
    pub(super) configured: String,
    pub(super) target: Target,
    pub(super) secrets: Secrets,
    pub(super) standard: StandardSecret,
}

/// Why a tenant's events cannot be sent now.
#[derive(Clone, Debug, Error)]
pub(super) enum SenderError {
    #[error("the webhook is switched off")]
    Off,
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl Sender {
    pub(super) fn new(tenant: &Tenant, outbound: &Outbound) -> Result<Self, SenderError> {
        let webhook = &tenant.webhook;
        let configured = match &webhook.url {
            Some(url) if webhook.is_on() => url.clone(),
            _ => return Err(SenderError::Off),
        };
        let target = outbound.target(tenant.id, &configured)?;
        let secrets = Secrets::new(webhook.secret.primary.expose())?;
        let secrets = match &webhook.secret.secondary {
            Some(secondary) => secrets.with_secondary(secondary.expose())?,
            None => secrets,
        };
        let standard = StandardSecret::parse(webhook.standard_secret.primary.expose())?;
        Ok(Self {
            configured,
            target,
            secrets,
            standard,
        })
    }
}
