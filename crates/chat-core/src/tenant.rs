//! A customer of the platform: names, secrets, webhook, settings.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::crm::CrmEndpoint;
use crate::ids::TenantId;
use crate::settings::Settings;
use crate::store::Channel;

/// A text that must not be printed; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for signing or storing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// A secret that can be replaced without a moment in which the other side knows only a wrong one: a secondary is made and
/// handed out, both are in force, then the secondary takes the place of the primary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    /// The secret in force.
    pub primary: Secret,
    /// The next one, in force beside it; absent when no rotation is under way.
    pub secondary: Option<Secret>,
}

impl KeyPair {
    /// One secret, no rotation.
    #[must_use]
    pub fn new(primary: String) -> Self {
        Self {
            primary: Secret::new(primary),
            secondary: None,
        }
    }

    /// The secrets in force, the primary first.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.primary).chain(&self.secondary)
    }

    /// Puts the secondary in the primary's place; false when there is none.
    pub fn rotate(&mut self) -> bool {
        match self.secondary.take() {
            Some(secondary) => {
                self.primary = secondary;
                true
            }
            None => false,
        }
    }
}

/// A token of the API, as kept: the token itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number, unique in the tenant, never given twice.
    pub id: i64,
    /// What people call it, at most 255 characters.
    pub label: String,
    /// SHA-256. Tokens are long and random, so a fast hash is enough.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The key under which everything of the tenant is stored.
    pub id: TenantId,
    /// The user name of HTTP Basic and the first label of the host name. Unique, lower case.
    pub subdomain: String,
    /// What people call it, at most 255 characters.
    pub name: String,
    /// The API tokens in force.
    pub tokens: Vec<ApiToken>,
    /// The number of the token made last.
    pub last_token_id: i64,
    /// The HS256 key of signed custom data.
    pub company_secret: KeyPair,
    /// Where events go.
    pub webhook: Webhook,
    /// Where changes of contacts go, beside the platform's own ledger.
    pub crm: Option<CrmEndpoint>,
    /// Durations.
    pub settings: Settings,
}

impl Tenant {
    /// Whether anything is sent on a channel.
    #[must_use]
    pub fn is_on(&self, channel: Channel) -> bool {
        match channel {
            Channel::Webhook => self.webhook.is_on(),
            Channel::Crm => self.crm.is_some(),
        }
    }
}

/// The tenant's one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The target. Events are written to the outbox while the webhook [collects](Webhook::collects).
    pub url: Option<String>,
    /// Switched on. Off until asked for; a 410 answer, or failure for days, switches it off.
    pub enabled: bool,
    /// Signs as `primary=` and `secondary=`.
    pub secret: KeyPair,
    /// The `whsec_…` keys of the Standard Webhooks headers.
    pub standard_secret: KeyPair,
    /// Since when every attempt has failed; absent after a success. Domain clock.
    pub failing_since: Option<Timestamp>,
    /// The last of these failures, give or take a minute; absent where none was noted. Domain clock.
    pub last_failed_at: Option<Timestamp>,
    /// Why the platform switched it off by itself; absent when a person did.
    pub disabled_reason: Option<String>,
    /// What a developer does to it on purpose.
    pub steering: Steering,
}

/// How deliveries are held up on purpose. By default they are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steering {
    /// Events are kept, nothing goes out but what is released by hand.
    pub paused: bool,
    /// The first attempt comes so long after the event. Domain clock; not negative.
    pub delay: SignedDuration,
}

impl Webhook {
    /// The webhook of a new tenant: no target, and off.
    #[must_use]
    pub fn off(secret: KeyPair, standard_secret: KeyPair) -> Self {
        Self {
            url: None,
            enabled: false,
            secret,
            standard_secret,
            failing_since: None,
            last_failed_at: None,
            disabled_reason: None,
            steering: Steering::default(),
        }
    }

    /// Whether events are sent.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.enabled && self.url.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_hides_the_secret() {
        assert_eq!(
            format!("{:?}", Secret::new("hunter2".into())),
            "Secret([redacted])"
        );
    }
}
