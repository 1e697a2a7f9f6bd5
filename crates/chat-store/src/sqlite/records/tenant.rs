//! The tenant as stored: everything but its id and subdomain, which are columns.

use chat_core::{DemoAgents, Secret, Settings, Tenant, TenantId, Webhook};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// [`Tenant`]
#[derive(Serialize, Deserialize)]
pub(crate) struct TenantRecord {
    token_hashes: Vec<[u8; 32]>,
    company_secret: String,
    webhook: WebhookRecord,
    settings: SettingsRecord,
}

/// [`Webhook`]
#[derive(Serialize, Deserialize)]
struct WebhookRecord {
    url: Option<String>,
    enabled: bool,
    primary_secret: String,
    secondary_secret: Option<String>,
    standard_secret: String,
}

/// [`Settings`]
#[derive(Serialize, Deserialize)]
struct SettingsRecord {
    dismiss_after: SignedDuration,
    chat_timeout: SignedDuration,
    queue_expiry: SignedDuration,
    demo_agents: Option<DemoAgentsRecord>,
}

/// [`DemoAgents`]
#[derive(Serialize, Deserialize)]
struct DemoAgentsRecord {
    pickup_after: SignedDuration,
    reply_after: SignedDuration,
}

impl From<&Tenant> for TenantRecord {
    fn from(tenant: &Tenant) -> Self {
        let Tenant {
            id: _,        // a column
            subdomain: _, // a column
            token_hashes,
            company_secret,
            webhook,
            settings,
        } = tenant;
        Self {
            token_hashes: token_hashes.clone(),
            company_secret: company_secret.expose().to_owned(),
            webhook: webhook.into(),
            settings: settings.into(),
        }
    }
}

impl TenantRecord {
    /// The tenant with this id and subdomain.
    pub(crate) fn into_tenant(self, id: TenantId, subdomain: String) -> Tenant {
        Tenant {
            id,
            subdomain,
            token_hashes: self.token_hashes,
            company_secret: Secret::new(self.company_secret),
            webhook: self.webhook.into(),
            settings: self.settings.into(),
        }
    }
}

impl From<&Webhook> for WebhookRecord {
    fn from(webhook: &Webhook) -> Self {
        let Webhook {
            url,
            enabled,
            primary_secret,
            secondary_secret,
            standard_secret,
        } = webhook;
        let text = |secret: &Secret| secret.expose().to_owned();
        Self {
            url: url.clone(),
            enabled: *enabled,
            primary_secret: text(primary_secret),
            secondary_secret: secondary_secret.as_ref().map(text),
            standard_secret: text(standard_secret),
        }
    }
}

impl From<WebhookRecord> for Webhook {
    fn from(record: WebhookRecord) -> Self {
        Self {
            url: record.url,
            enabled: record.enabled,
            primary_secret: Secret::new(record.primary_secret),
            secondary_secret: record.secondary_secret.map(Secret::new),
            standard_secret: Secret::new(record.standard_secret),
        }
    }
}

impl From<&Settings> for SettingsRecord {
    fn from(settings: &Settings) -> Self {
        let Settings {
            dismiss_after,
            chat_timeout,
            queue_expiry,
            demo_agents,
        } = settings;
        let agents = |DemoAgents {
                          pickup_after,
                          reply_after,
                      }: &DemoAgents| DemoAgentsRecord {
            pickup_after: *pickup_after,
            reply_after: *reply_after,
        };
        Self {
            dismiss_after: *dismiss_after,
            chat_timeout: *chat_timeout,
            queue_expiry: *queue_expiry,
            demo_agents: demo_agents.as_ref().map(agents),
        }
    }
}

impl From<SettingsRecord> for Settings {
    fn from(record: SettingsRecord) -> Self {
        let agents = |DemoAgentsRecord {
                          pickup_after,
                          reply_after,
                      }| DemoAgents {
            pickup_after,
            reply_after,
        };
        Self {
            dismiss_after: record.dismiss_after,
            chat_timeout: record.chat_timeout,
            queue_expiry: record.queue_expiry,
            demo_agents: record.demo_agents.map(agents),
        }
    }
}
