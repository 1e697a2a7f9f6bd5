//! Tenants, their tokens and secrets.

use chat_core::{ApiToken, KeyPair, Settings, Tenant, Webhook};
use desk_types as wire;
use jiff::SignedDuration;

use crate::demo;
use crate::desk::secrets::{Kind, Token};

/// A tenant, without what opens anything.
pub(in crate::desk) fn tenant(tenant: &Tenant) -> wire::Tenant {
    let Tenant {
        id,
        subdomain,
        name,
        tokens: _,
        last_token_id,
        company_secret: _,
        webhook: _,
        crm: _,
        settings,
    } = tenant;
    let Settings {
        dismiss_after,
        chat_timeout,
        queue_expiry,
        demo_agents,
    } = settings;
    wire::Tenant {
        id: id.0,
        subdomain: subdomain.clone(),
        name: name.clone(),
        settings: wire::TenantSettings {
            dismiss_after_seconds: Some(dismiss_after.as_secs()),
            chat_timeout_seconds: Some(chat_timeout.as_secs()),
            queue_expiry_seconds: Some(queue_expiry.as_secs()),
            demo_agents: Some(demo_agents.is_some()),
        },
        created_tokens: *last_token_id,
    }
}

/// Settings of which nothing is said.
pub(in crate::desk) fn no_settings() -> wire::TenantSettings {
    wire::TenantSettings {
        dismiss_after_seconds: None,
        chat_timeout_seconds: None,
        queue_expiry_seconds: None,
        demo_agents: None,
    }
}

/// The settings with what is given in place of what was.
pub(in crate::desk) fn settings(given: &wire::TenantSettings, before: Settings) -> Settings {
    let wire::TenantSettings {
        dismiss_after_seconds,
        chat_timeout_seconds,
        queue_expiry_seconds,
        demo_agents,
    } = given;
    let or = |seconds: &Option<i64>, before| seconds.map_or(before, SignedDuration::from_secs);
    Settings {
        dismiss_after: or(dismiss_after_seconds, before.dismiss_after),
        chat_timeout: or(chat_timeout_seconds, before.chat_timeout),
        queue_expiry: or(queue_expiry_seconds, before.queue_expiry),
        demo_agents: match demo_agents {
            None => before.demo_agents,
            Some(false) => None,
            Some(true) => Some(before.demo_agents.unwrap_or(demo::PACE)),
        },
    }
}

/// A new tenant with everything that is shown only now.
pub(in crate::desk) fn created_tenant(made: &Tenant, secret: &Token) -> wire::CreatedTenant {
    let text = |pair: &KeyPair| pair.primary.expose().to_owned();
    let first = wire::CreatedToken {
        id: 0,
        label: String::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
        token: secret.expose().to_owned(),
    };
    wire::CreatedTenant {
        tenant: tenant(made),
        token: made
            .tokens
            .first()
            .map_or(first, |kept| created_token(kept, secret)),
        secrets: wire::TenantSecrets {
            company: text(&made.company_secret),
            webhook: text(&made.webhook.secret),
            standard_webhooks: text(&made.webhook.standard_secret),
        },
    }
}

/// A token, without the token.
pub(in crate::desk) fn token(token: &ApiToken) -> wire::Token {
    let ApiToken {
        id,
        label,
        hash: _,
        created_at,
    } = token;
    wire::Token {
        id: *id,
        label: label.clone(),
        created_at: *created_at,
    }
}

/// A token with the token, shown this once.
pub(in crate::desk) fn created_token(kept: &ApiToken, secret: &Token) -> wire::CreatedToken {
    let wire::Token {
        id,
        label,
        created_at,
    } = token(kept);
    wire::CreatedToken {
        id,
        label,
        created_at,
        token: secret.expose().to_owned(),
    }
}

/// A secret, without the secret.
pub(in crate::desk) fn secret(kind: Kind, pair: &KeyPair) -> wire::Secret {
    wire::Secret {
        kind: kind.as_str().into(),
        rotating: pair.secondary.is_some(),
    }
}

/// Where events go.
pub(in crate::desk) fn webhook(webhook: &Webhook) -> wire::Webhook {
    wire::Webhook {
        url: webhook.url.clone(),
        enabled: webhook.enabled,
        failing_since: webhook.failing_since,
        disabled_reason: webhook.disabled_reason.clone(),
    }
}
