//! The tenant as stored: everything but its id and subdomain, which are columns.

use chat_core::{
    ApiToken, CrmEndpoint, DemoAgents, KeyPair, Secret, Settings, Steering, Tenant, TenantId,
    Webhook,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// [`Tenant`]
#[derive(Serialize, Deserialize)]
pub(crate) struct TenantRecord {
    name: String,
    tokens: Vec<ApiTokenRecord>,
    last_token_id: i64,
    company_secret: KeyPairRecord,
    webhook: WebhookRecord,
    #[serde(default)]
    crm: Option<CrmEndpointRecord>,
    settings: SettingsRecord,
}

/// [`ApiToken`]
#[derive(Serialize, Deserialize)]
struct ApiTokenRecord {
    id: i64,
    label: String,
    hash: [u8; 32],
    created_at: Timestamp,
}

/// [`KeyPair`]
#[derive(Serialize, Deserialize)]
pub(crate) struct KeyPairRecord {
    primary: String,
    secondary: Option<String>,
}

/// [`Webhook`]
#[derive(Serialize, Deserialize)]
struct WebhookRecord {
    url: Option<String>,
    enabled: bool,
    secret: KeyPairRecord,
    standard_secret: KeyPairRecord,
    failing_since: Option<Timestamp>,
    #[serde(default)]
    last_failed_at: Option<Timestamp>,
    disabled_reason: Option<String>,
    #[serde(default)]
    paused: bool,
    #[serde(default)]
    delay: SignedDuration,
}

/// [`CrmEndpoint`]
#[derive(Serialize, Deserialize)]
struct CrmEndpointRecord {
    url: String,
    secret: KeyPairRecord,
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
            name,
            tokens,
            last_token_id,
            company_secret,
            webhook,
            crm,
            settings,
        } = tenant;
        Self {
            name: name.clone(),
            tokens: tokens.iter().map(Into::into).collect(),
            last_token_id: *last_token_id,
            company_secret: company_secret.into(),
            webhook: webhook.into(),
            crm: crm.as_ref().map(Into::into),
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
            name: self.name,
            tokens: self.tokens.into_iter().map(Into::into).collect(),
            last_token_id: self.last_token_id,
            company_secret: self.company_secret.into(),
            webhook: self.webhook.into(),
            crm: self.crm.map(Into::into),
            settings: self.settings.into(),
        }
    }
}

impl From<&ApiToken> for ApiTokenRecord {
    fn from(token: &ApiToken) -> Self {
        let ApiToken {
            id,
            label,
            hash,
            created_at,
        } = token;
        Self {
            id: *id,
            label: label.clone(),
            hash: *hash,
            created_at: *created_at,
        }
    }
}

impl From<ApiTokenRecord> for ApiToken {
    fn from(record: ApiTokenRecord) -> Self {
        Self {
            id: record.id,
            label: record.label,
            hash: record.hash,
            created_at: record.created_at,
        }
    }
}

impl From<&KeyPair> for KeyPairRecord {
    fn from(KeyPair { primary, secondary }: &KeyPair) -> Self {
        let text = |secret: &Secret| secret.expose().to_owned();
        Self {
            primary: text(primary),
            secondary: secondary.as_ref().map(text),
        }
    }
}

impl From<KeyPairRecord> for KeyPair {
    fn from(record: KeyPairRecord) -> Self {
        Self {
            primary: Secret::new(record.primary),
            secondary: record.secondary.map(Secret::new),
        }
    }
}

impl From<&Webhook> for WebhookRecord {
    fn from(webhook: &Webhook) -> Self {
        let Webhook {
            url,
            enabled,
            secret,
            standard_secret,
            failing_since,
            last_failed_at,
            disabled_reason,
            steering: Steering { paused, delay },
        } = webhook;
        Self {
            url: url.clone(),
            enabled: *enabled,
            secret: secret.into(),
            standard_secret: standard_secret.into(),
            failing_since: *failing_since,
            last_failed_at: *last_failed_at,
            disabled_reason: disabled_reason.clone(),
            paused: *paused,
            delay: *delay,
        }
    }
}

impl From<WebhookRecord> for Webhook {
    fn from(record: WebhookRecord) -> Self {
        Self {
            url: record.url,
            enabled: record.enabled,
            secret: record.secret.into(),
            standard_secret: record.standard_secret.into(),
            failing_since: record.failing_since,
            last_failed_at: record.last_failed_at,
            disabled_reason: record.disabled_reason,
            steering: Steering {
                paused: record.paused,
                delay: record.delay,
            },
        }
    }
}

impl From<&CrmEndpoint> for CrmEndpointRecord {
    fn from(CrmEndpoint { url, secret }: &CrmEndpoint) -> Self {
        Self {
            url: url.clone(),
            secret: secret.into(),
        }
    }
}

impl From<CrmEndpointRecord> for CrmEndpoint {
    fn from(record: CrmEndpointRecord) -> Self {
        Self {
            url: record.url,
            secret: record.secret.into(),
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
