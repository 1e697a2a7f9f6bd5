//! The configuration: one struct, judged once at start, every fault reported.

pub mod fault;
mod read;
pub mod webhook_url;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use jiff::SignedDuration;
use url::Url;

use crate::cli::Flags;
use fault::Faults;
use webhook_url::WebhookUrl;

/// Everything that `chatd serve` can be told. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address of the public API; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address of the admin listener; `None` is off.
    pub admin_listen: Option<SocketAddr>,
    /// The data directory.
    pub data: PathBuf,
    /// The demo tenant's webhook target.
    pub webhook_url: Option<WebhookUrl>,
    /// API calls per second and tenant; `None` is no limit, on failed credentials neither.
    pub rate_limit: Option<NonZeroU32>,
    /// Print the ready line as JSON.
    pub json: bool,
    /// Whether the demo tenant exists.
    pub demo: bool,
    /// Whether demo human agents take chats.
    pub agents: bool,
    /// Inactivity before dismissal; `None` leaves the tenant's own.
    pub dismiss_after: Option<SignedDuration>,
    /// The chat timeout; `None` leaves the tenant's own.
    pub chat_timeout: Option<SignedDuration>,
    /// The queue expiry; `None` leaves the tenant's own.
    pub queue_expiry: Option<SignedDuration>,
    /// Absolute base of media URLs, without a slash at its end; `None` is `http://` and the bound address.
    pub public_url: Option<Url>,
}

impl Config {
    /// Where the public API listens when nothing is said.
    pub const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
    /// The port of the admin listener when nothing is said.
    pub const ADMIN_PORT: u16 = 8081;
    /// The data directory when nothing is said.
    pub const DATA: &'static str = "./chatd-data";
    /// The rate limit when nothing is said (the hosted platform's).
    pub const RATE_LIMIT: NonZeroU32 = NonZeroU32::new(10).expect("not zero");

    /// Judges the flags.
    ///
    /// # Errors
    ///
    /// All faults, in the order of the flags.
    pub fn from_flags(flags: &Flags) -> Result<Self, Faults> {
        read::config(flags)
    }
}
