//! Tokens and secrets that the desk makes: random, whatever the mode of the emulator.

use chat_core::{ApiToken, KeyPair, Secret, Settings, Tenant, TenantId, Webhook};
use desk_types::SecretSelector;
use jiff::Timestamp;

use super::error::Refusal;
use crate::auth::TokenHash;
use crate::random::{self, Random};

/// The secrets of a tenant that can be rotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Company,
    Webhook,
    StandardWebhooks,
    Crm,
}

impl Kind {
    /// Every one of them.
    pub(super) const ALL: [Self; 4] = [
        Self::Company,
        Self::Webhook,
        Self::StandardWebhooks,
        Self::Crm,
    ];

    /// The wire name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Webhook => "webhook",
            Self::StandardWebhooks => "standard_webhooks",
            Self::Crm => "crm",
        }
    }

    /// The tenant has no such secret.
    pub(super) fn missing(self) -> Refusal {
        Refusal::Conflict(format!(
            "there is no secret {}, set its url first",
            self.as_str()
        ))
    }

    /// A new secret of this kind.
    pub(super) fn make(self, random: &dyn Random) -> Secret {
        Secret::new(match self {
            Self::StandardWebhooks => random::standard_secret(random),
            Self::Company | Self::Webhook | Self::Crm => random::secret(random),
        })
    }

    /// Where the tenant has it; `None` while it has no such connection.
    pub(super) fn of(self, tenant: &Tenant) -> Option<&KeyPair> {
        Some(match self {
            Self::Company => &tenant.company_secret,
            Self::Webhook => &tenant.webhook.secret,
            Self::StandardWebhooks => &tenant.webhook.standard_secret,
            Self::Crm => return tenant.crm.as_ref().map(|crm| &crm.secret),
        })
    }

    /// As [`of`](Self::of), to change it.
    pub(super) fn of_mut(self, tenant: &mut Tenant) -> Option<&mut KeyPair> {
        Some(match self {
            Self::Company => &mut tenant.company_secret,
            Self::Webhook => &mut tenant.webhook.secret,
            Self::StandardWebhooks => &mut tenant.webhook.standard_secret,
            Self::Crm => return tenant.crm.as_mut().map(|crm| &mut crm.secret),
        })
    }
}

impl From<SecretSelector> for Kind {
    fn from(selector: SecretSelector) -> Self {
        match selector {
            SecretSelector::Company => Self::Company,
            SecretSelector::Webhook => Self::Webhook,
            SecretSelector::StandardWebhooks => Self::StandardWebhooks,
            SecretSelector::Crm => Self::Crm,
        }
    }
}

/// A new pair of one secret.
pub(super) fn pair(kind: Kind, random: &dyn Random) -> KeyPair {
    KeyPair {
        primary: kind.make(random),
        secondary: None,
    }
}

/// A tenant as it begins: with secrets of its own, without a token, a webhook or a CRM.
pub(super) fn new_tenant(subdomain: &str, settings: Settings, random: &dyn Random) -> Tenant {
    Tenant {
        // The store gives it one.
        id: TenantId(0),
        name: subdomain.to_owned(),
        subdomain: subdomain.to_owned(),
        tokens: Vec::new(),
        last_token_id: 0,
        company_secret: pair(Kind::Company, random),
        webhook: Webhook::off(
            pair(Kind::Webhook, random),
            pair(Kind::StandardWebhooks, random),
        ),
        crm: None,
        settings,
    }
}

/// An API token before it is only a hash.
pub(super) struct Token(String);

impl Token {
    /// 256 random bits.
    pub(super) fn make(random: &dyn Random) -> Self {
        Self(random::secret(random))
    }

    /// One that somebody else has made.
    pub(super) fn given(token: String) -> Self {
        Self(token)
    }

    /// What is stored of it.
    pub(super) fn keep(&self, id: i64, label: String, created_at: Timestamp) -> ApiToken {
        ApiToken {
            id,
            label,
            hash: TokenHash::of(&self.0).0,
            created_at,
        }
    }

    /// The token, to be shown once.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}
