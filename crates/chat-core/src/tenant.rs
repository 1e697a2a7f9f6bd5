//! A customer of the platform: names, secrets, webhook, settings.

use std::fmt;

use crate::ids::TenantId;
use crate::settings::Settings;

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

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The key under which everything of the tenant is stored.
    pub id: TenantId,
    /// The user name of HTTP Basic and the first label of the host name. Unique, lower case.
    pub subdomain: String,
    /// SHA-256 of each valid API token. Tokens are long and random, so a fast hash is enough.
    pub token_hashes: Vec<[u8; 32]>,
    /// The HS256 key of signed custom data.
    pub company_secret: Secret,
    /// Where events go.
    pub webhook: Webhook,
    /// Durations.
    pub settings: Settings,
}

/// The tenant's one webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The target; events are written to the outbox only while `enabled` and a URL is set.
    pub url: Option<String>,
    /// Switched on. Off until asked for; a 410 answer switches it off.
    pub enabled: bool,
    /// Signs as `primary=`.
    pub primary_secret: Secret,
    /// Signs as `secondary=`; absent when no rotation is under way.
    pub secondary_secret: Option<Secret>,
    /// The `whsec_…` key of the Standard Webhooks headers.
    pub standard_secret: Secret,
}

impl Webhook {
    /// Whether events are to be written to the outbox.
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
