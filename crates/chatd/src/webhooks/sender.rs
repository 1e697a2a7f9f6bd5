//! What is needed to send a tenant's events: the shared HTTP client, the checked target and the secrets.

use std::sync::Arc;
use std::time::Duration;

use chat_core::Tenant;
use chat_webhook::{SecretError, Secrets, StandardSecret};
use thiserror::Error;
use url::Url;

use super::resolver::BoundedResolver;
use super::target::{Networks, TargetError, check_target};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shorter than what receivers commonly keep an idle connection for, so that it is rarely found closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the webhook client cannot be built: check the certificates of the system")]
pub struct ClientError(#[source] reqwest::Error);

/// The client for all deliveries: no redirects, no proxy, no cookies, bounded in time and in reach.
///
/// # Errors
/// When the TLS set-up of the machine does not allow one.
pub fn http_client(networks: Networks, timeout: Duration) -> Result<reqwest::Client, ClientError> {
    reqwest::Client::builder()
        .user_agent(concat!("chatd/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // A proxy would look names up itself, past the check of addresses.
        .no_proxy()
        .dns_resolver(Arc::new(BoundedResolver(networks)))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build()
        .map_err(ClientError)
}

/// A tenant's webhook, ready to send.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    /// The URL as the tenant wrote it.
    pub(super) configured: String,
    pub(super) url: Url,
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
    pub(super) fn new(
        tenant: &Tenant,
        networks: Networks,
        loopback: bool,
    ) -> Result<Self, SenderError> {
        let webhook = &tenant.webhook;
        let configured = match &webhook.url {
            Some(url) if webhook.is_on() => url.clone(),
            _ => return Err(SenderError::Off),
        };
        let url = check_target(&configured, networks, loopback)?;
        let secrets = Secrets::new(webhook.secret.primary.expose())?;
        let secrets = match &webhook.secret.secondary {
            Some(secondary) => secrets.with_secondary(secondary.expose())?,
            None => secrets,
        };
        let standard = StandardSecret::parse(webhook.standard_secret.primary.expose())?;
        Ok(Self {
            configured,
            url,
            secrets,
            standard,
        })
    }
}
