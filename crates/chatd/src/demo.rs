//! The demo tenant: its credentials in `DIR/demo.json`, its menus, its record in the store.
//!
//! It exists when chatd starts without configuration on the loopback, or with `--demo`. The credentials are random, made on first
//! use, and kept (0600), so that every start prints the same.

pub mod menus;

use std::convert::Infallible;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chat_core::{
    ApiToken, Catalogue, DemoAgents, KeyPair, Secret, Settings, Steering, Store, StoreError,
    Tenant, TenantId, VirtualAgents, Webhook,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::auth::TokenHash;
use crate::config::Config;
use crate::files::write_private;
use crate::random::{self, Random};
use menus::{catalogue, virtual_agent};

/// The demo tenant's id.
pub const TENANT: TenantId = TenantId::OWN;
/// The demo tenant's subdomain.
pub const SUBDOMAIN: &str = "demo";
/// The file of the credentials in the data directory.
pub const FILE: &str = "demo.json";

/// The menu with a virtual agent; its people are those of [`MENU_HUMAN`].
pub const MENU_VIRTUAL_AGENT: i64 = 1;
/// The menu with people only, always open.
pub const MENU_HUMAN: i64 = 2;
/// A virtual agent whose people are never there.
pub const MENU_AFTER_HOURS: i64 = 3;
/// A virtual agent whose people are always busy.
pub const MENU_OVER_CAPACITY: i64 = 4;

/// How soon a demo agent picks up, and answers.
pub const PACE: DemoAgents = DemoAgents {
    pickup_after: SignedDuration::from_millis(800),
    reply_after: SignedDuration::from_millis(400),
};

/// Withdraws the demo tenant that an earlier start left in the store, until it is installed again: its token, which may
/// have been printed anywhere, opens nothing, and its webhook is off.
///
/// # Errors
///
/// Those of the store.
pub async fn withdraw(store: &impl Store) -> Result<(), StoreError> {
    let Some(tenant) = store.tenant(TENANT).await? else {
        return Ok(());
    };
    let mut tenant = (*tenant).clone();
    tenant.tokens.clear();
    tenant.webhook.enabled = false;
    store.put_tenant(tenant).await
}

/// A tenant of ours has a token, unless it was withdrawn.
fn was_withdrawn(tenant: &Tenant) -> bool {
    tenant.tokens.is_empty()
}

/// Puts the demo tenant in place, or withdraws it, as the configuration says.
///
/// # Errors
///
/// See [`DemoError`].
pub async fn settle(
    store: &impl Store,
    config: &Config,
    random: &dyn Random,
) -> Result<Option<DemoCredentials>, DemoError> {
    if !config.demo {
        withdraw(store).await?;
        return Ok(None);
    }
    let demo = DemoCredentials::load_or_make(&config.data, random)?;
    demo.install(store, config).await?;
    let tenant = store.tenant(TENANT).await?.ok_or(StoreError::NotFound)?;
    Ok(Some(demo.in_force(&tenant)))
}

/// The demo tenant's secrets. `Debug` hides them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoCredentials {
    /// The API token.
    pub token: String,
    /// The key of signed custom data.
    pub company_secret: String,
    /// The keys of webhook signatures.
    pub webhook_secrets: WebhookSecrets,
}

/// The demo tenant's webhook secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSecrets {
    /// Signs as `primary=`.
    pub primary: String,
    /// Signs as `secondary=`.
    pub secondary: String,
    /// Of the Standard Webhooks headers, `whsec_…`.
    pub standard: String,
}

impl fmt::Debug for DemoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DemoCredentials([redacted])")
    }
}

/// Why there are no demo credentials; one line, naming the file.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The file is not what chatd wrote.
    #[error("{} is damaged ({reason}): restore it, or remove it to get new credentials", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The store failed.
    #[error("the demo tenant cannot be stored: {0}")]
    Store(#[from] StoreError),
    /// The file cannot be read or written.
    #[error("{} cannot be read or written: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl DemoCredentials {
    /// Reads the credentials from the data directory; makes and keeps them on first use.
    ///
    /// # Errors
    ///
    /// See [`DemoError`]; a damaged file is left as it is.
    pub fn load_or_make(data: &Path, random: &dyn Random) -> Result<Self, DemoError> {
        let path = data.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => Self::read(&bytes).map_err(|reason| DemoError::Damaged { path, reason }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = Self::make(random);
                let text = serde_json::to_vec_pretty(&made).map_err(io::Error::other);
                text.and_then(|text| write_private(&path, &text))
                    .map_err(|source| DemoError::Io { path, source })?;
                Ok(made)
            }
            Err(source) => Err(DemoError::Io { path, source }),
        }
    }

    fn make(random: &dyn Random) -> Self {
        Self {
            token: random::secret(random),
            company_secret: random::secret(random),
            webhook_secrets: WebhookSecrets {
                primary: random::secret(random),
                secondary: random::secret(random),
                standard: random::standard_secret(random),
            },
        }
    }

    fn read(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let WebhookSecrets {
            primary,
            secondary,
            standard,
        } = &read.webhook_secrets;
        let secrets = [
            &read.token,
            &read.company_secret,
            primary,
            secondary,
            standard,
        ];
        let fit =
            |secret: &&String| secret.len() >= 32 && secret.bytes().all(|b| b.is_ascii_graphic());
        if !secrets.iter().all(fit) {
            return Err("a secret is shorter than 32 characters".to_owned());
        }
        Ok(read)
    }

    /// The tenant's record under this configuration.
    pub fn tenant(&self, config: &Config) -> Tenant {
        let secret = |text: &String| Secret::new(text.clone());
        Tenant {
            id: TENANT,
            subdomain: SUBDOMAIN.to_owned(),
            name: "Demo".to_owned(),
            tokens: vec![ApiToken {
                id: 1,
                label: "demo".to_owned(),
                hash: TokenHash::of(&self.token).0,
                created_at: Timestamp::UNIX_EPOCH,
            }],
            last_token_id: 1,
            company_secret: KeyPair {
                primary: secret(&self.company_secret),
                secondary: None,
            },
            webhook: Webhook {
                url: config.webhook_url.as_ref().map(|url| url.url().to_string()),
                enabled: config.webhook_url.is_some(),
                secret: KeyPair {
                    primary: secret(&self.webhook_secrets.primary),
                    secondary: Some(secret(&self.webhook_secrets.secondary)),
                },
                standard_secret: KeyPair {
                    primary: secret(&self.webhook_secrets.standard),
                    secondary: None,
                },
                failing_since: None,
                last_failed_at: None,
                disabled_reason: None,
                steering: Steering::default(),
            },
            crm: None,
            settings: Settings {
                dismiss_after: config.dismiss_after,
                chat_timeout: config.chat_timeout,
                queue_expiry: config.queue_expiry,
                demo_agents: config.agents.then_some(PACE),
            },
        }
    }

    /// The record at a later start: what the configuration says nothing of stays as somebody has made it.
    fn again(&self, before: &Tenant, config: &Config) -> Tenant {
        let first = self.tenant(config);
        let own = first.tokens[0].id;
        let further = before.tokens.iter().filter(|token| token.id != own);
        let url = first.webhook.url.or_else(|| before.webhook.url.clone());
        let is_as_before = before.webhook.enabled && url == before.webhook.url;
        let is_asked_for = config.webhook_url.is_some() || was_withdrawn(before);
        let webhook = if is_asked_for && !is_as_before {
            Webhook {
                enabled: url.is_some(),
                url,
                failing_since: None,
                last_failed_at: None,
                disabled_reason: None,
                ..before.webhook.clone()
            }
        } else {
            before.webhook.clone()
        };
        Tenant {
            subdomain: first.subdomain,
            tokens: first.tokens.iter().chain(further).cloned().collect(),
            last_token_id: before.last_token_id.max(own),
            webhook,
            settings: first.settings,
            ..before.clone()
        }
    }

    /// With the secrets that are in force, whoever has rotated them.
    fn in_force(self, tenant: &Tenant) -> Self {
        let text = |secret: &Secret| secret.expose().to_owned();
        let Webhook {
            secret,
            standard_secret,
            ..
        } = &tenant.webhook;
        let WebhookSecrets { secondary, .. } = self.webhook_secrets;
        Self {
            token: self.token,
            company_secret: text(&tenant.company_secret.primary),
            webhook_secrets: WebhookSecrets {
                primary: text(&secret.primary),
                secondary: secret.secondary.as_ref().map_or(secondary, text),
                standard: text(&standard_secret.primary),
            },
        }
    }

    /// Puts tenant, menus and virtual agent into the store; the same again is no change. What the configuration says nothing of
    /// stays as somebody has made it.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn install(&self, store: &impl Store, config: &Config) -> Result<(), StoreError> {
        let tenant = match store.tenant(TENANT).await? {
            Some(before) => self.again(&before, config),
            None => self.tenant(config),
        };
        store.put_tenant(tenant).await?;
        match store.catalogue(TENANT).await {
            Err(StoreError::NotFound) => store.put_catalogue(TENANT, catalogue()).await?,
            known => drop(known?),
        }
        let add = |all: &mut VirtualAgents, _: Option<&Catalogue>| {
            let virtual_agent = virtual_agent();
            all.entry(virtual_agent.profile.id)
                .or_insert_with(|| Arc::new(virtual_agent));
            Ok::<_, Infallible>(())
        };
        store.edit_virtual_agents(TENANT, add, None).await.map(drop)
    }
}
