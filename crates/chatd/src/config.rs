//! The configuration: one struct, judged once at start, every fault of every source reported.
//!
//! Each setting has one name: the key of the file, with dots and underscores; the variable is `CHATD_` and the same in
//! capitals; a flag, where there is one, has dashes. What nobody sets is in [`DEFAULTS`]. From the struct come the schema, the
//! list of keys and the reading; a new setting is a field here and a line there.

pub mod fault;
mod file;
mod keys;
mod read;
mod report;
pub mod source;
mod values;
pub mod webhook_url;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use chat_core::Secret;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::cli::Flags;
use crate::master_key::MasterKey;
use crate::outbound::Networks;
use fault::Faults;
use source::Sources;
use webhook_url::WebhookUrl;

pub use keys::schema;
pub use read::Settled;

/// Every setting with its default, as a commented file.
pub const DEFAULTS: &str = include_str!("../chatd.toml");

/// Everything that chatd can be told. `Debug` shows no secret.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the public API, IP:PORT; port 0 takes a free one.
    #[serde(deserialize_with = "values::address")]
    #[schemars(with = "String")]
    pub listen: SocketAddr,
    /// Absolute base of media URLs, without a slash at its end; without it `http://` and the bound address.
    #[serde(default, deserialize_with = "values::base_url")]
    #[schemars(with = "String")]
    pub public_url: Option<Url>,
    /// The data directory.
    #[serde(deserialize_with = "values::path")]
    #[schemars(with = "String")]
    pub data: PathBuf,
    /// Whether the demo tenant exists; off the loopback only when it is asked for.
    #[serde(deserialize_with = "values::switch")]
    pub demo: bool,
    /// Whether clock, faults and data can be steered; without it, where there is a demo tenant.
    #[serde(default, deserialize_with = "values::optional_switch")]
    #[schemars(with = "bool")]
    pub emulator: Option<bool>,
    /// A file of tenants that are made where they are not there yet: a seed of the desk's API as TOML, or as JSON where its
    /// name ends in `.json`.
    #[serde(default)]
    #[schemars(with = "String")]
    pub seed: Option<PathBuf>,
    /// What ids, jitter and choices follow from, in a run that is to be the same twice; a whole number.
    #[serde(default, deserialize_with = "values::seed")]
    #[schemars(with = "u64")]
    pub determinism_seed: Option<u64>,
    /// Where the clock of such a run stands at its first start, RFC 3339.
    #[serde(default, deserialize_with = "values::instant")]
    #[schemars(with = "String")]
    pub determinism_start: Option<Timestamp>,
    /// Print the ready line as JSON.
    #[serde(deserialize_with = "values::switch")]
    pub json: bool,
    /// API calls per second and tenant, or "off" for no limit, on failed credentials neither.
    #[serde(deserialize_with = "values::rate")]
    #[schemars(schema_with = "values::rate_schema")]
    pub rate_limit: Option<NonZeroU32>,
    /// The demo tenant's webhook target; its path and query may be a secret.
    #[serde(default, deserialize_with = "values::webhook_url")]
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub webhook_url: Option<WebhookUrl>,
    /// Whether demo human agents take chats.
    #[serde(deserialize_with = "values::switch")]
    pub agents: bool,
    /// Inactivity before dismissal that tenants begin with, 1 s to 7 days.
    #[serde(deserialize_with = "values::dismissal")]
    #[schemars(with = "String")]
    pub dismiss_after: SignedDuration,
    /// The chat timeout that tenants begin with, 1 s to 30 days.
    #[serde(deserialize_with = "values::timeout")]
    #[schemars(with = "String")]
    pub chat_timeout: SignedDuration,
    /// The queue expiry that tenants begin with, 1 s to 30 days.
    #[serde(deserialize_with = "values::timeout")]
    #[schemars(with = "String")]
    pub queue_expiry: SignedDuration,
    /// 32 bytes in base64 that encrypt the secrets in the database; without it they lie there as they are.
    #[serde(default, deserialize_with = "values::master_key")]
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub master_key: Option<MasterKey>,
    /// A file that holds the master key instead; it is read once, at the start.
    #[serde(default)]
    #[schemars(with = "String")]
    pub master_key_file: Option<PathBuf>,
    /// Health, metrics, administration.
    pub admin: Admin,
    /// The embedded database.
    pub database: Database,
    /// The delivery of webhooks, and of changes of contacts to CRMs.
    pub webhooks: Webhooks,
    /// Whatever posts to URLs of tenants.
    pub outgoing: Outgoing,
    /// What is written to standard error.
    pub log: Log,
}

/// The admin listener.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// Its address, or "off".
    #[serde(deserialize_with = "values::address_or_off")]
    #[schemars(with = "String")]
    pub listen: Option<SocketAddr>,
    /// The token of the administration, 32 to 255 visible ASCII characters; without it one is made and kept in the data
    /// directory.
    #[serde(default, deserialize_with = "values::token")]
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub token: Option<Secret>,
    /// A file that holds the token instead; it is read once, at the start.
    #[serde(default)]
    #[schemars(with = "String")]
    pub token_file: Option<PathBuf>,
    /// The names, without ports, by which callers may address it (`Host`): a page of a browser that has another name
    /// led here is refused.
    #[serde(deserialize_with = "values::hosts")]
    #[schemars(with = "Vec<String>")]
    pub hosts: Vec<String>,
}

/// The embedded database.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Memory for pages that were read, in MiB, 1 to 65536; it fills as the database grows.
    #[serde(deserialize_with = "values::mebibytes")]
    #[schemars(range(min = 1, max = 65_536))]
    pub cache_mib: u32,
}

/// The delivery of webhooks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The waits after the first, second, … failed attempt, 1 s to 7 days each; at most 32.
    #[serde(deserialize_with = "values::delays")]
    #[schemars(with = "Vec<String>")]
    pub retry_delays: Vec<SignedDuration>,
    /// The waits differ by up to this many percent, 0 to 100.
    #[serde(deserialize_with = "values::percent")]
    #[schemars(range(max = 100))]
    pub jitter_percent: u8,
    /// How long a receiver has for its answer, 1 s to 10 s.
    #[serde(deserialize_with = "values::answer_timeout")]
    #[schemars(with = "String")]
    pub timeout: SignedDuration,
    /// For how long every attempt has failed when a webhook is switched off, 1 s to 30 days, or "off".
    #[serde(deserialize_with = "values::timeout_or_off")]
    #[schemars(with = "String")]
    pub disable_after: Option<SignedDuration>,
    /// Whether a webhook is switched off whose receiver answers 410.
    #[serde(deserialize_with = "values::switch")]
    pub disable_on_gone: bool,
    /// How long deliveries are listed after they were accepted, 1 s to 30 days.
    #[serde(deserialize_with = "values::timeout")]
    #[schemars(with = "String")]
    pub retention: SignedDuration,
}

/// Whatever posts to URLs of tenants: webhooks, virtual agents, CRMs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// Which addresses they may reach: "public" or "private".
    #[serde(deserialize_with = "values::networks")]
    #[schemars(schema_with = "values::networks_schema")]
    pub networks: Networks,
}

/// What is written to standard error.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For whom.
    pub format: LogFormat,
    /// What is told, as directives of the form `level` or `target=level`.
    #[serde(deserialize_with = "values::filter")]
    pub filter: String,
}

/// The form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

impl Config {
    /// Whether this is an emulator, which developers steer.
    pub fn is_emulator(&self) -> bool {
        self.emulator.unwrap_or(self.demo)
    }

    /// Reads every source: defaults, file, variables, flags; later ones win.
    ///
    /// # Errors
    ///
    /// All faults of all sources, in the order of the keys.
    pub fn read(sources: &Sources) -> Result<Settled, Faults> {
        read::settle(sources)
    }

    /// Reads flags alone, whatever the environment says.
    ///
    /// # Errors
    ///
    /// All faults, in the order of the keys.
    pub fn from_flags(flags: &Flags) -> Result<Self, Faults> {
        let sources = Sources {
            flags: flags.clone(),
            ..Sources::default()
        };
        Self::read(&sources).map(|settled| settled.config)
    }
}
