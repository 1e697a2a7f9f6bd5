//! The target of webhooks.

use std::fmt;

use url::{Host, Url};

/// A checked webhook target; `Debug` shows only its origin, because paths and queries of such URLs carry secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// Takes an https URL, and a plain http one on the loopback when `loopback_allowed` (the demo tenant).
    ///
    /// # Errors
    ///
    /// A sentence about what is wrong.
    pub fn parse(text: &str, loopback_allowed: bool) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not carry a user name or password".to_owned());
        }
        let on_loopback = is_loopback(&url);
        match url.scheme() {
            "https" if loopback_allowed || !on_loopback => Ok(Self(url)),
            "http" if loopback_allowed && on_loopback => Ok(Self(url)),
            "http" | "https" if on_loopback => {
                Err("a target on the loopback is for the demo tenant only; add --demo".to_owned())
            }
            _ => Err("must be https (http only on the loopback, for the demo tenant)".to_owned()),
        }
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether it names this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.0.origin().ascii_serialization();
        write!(f, "WebhookUrl({origin}/[redacted])")
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}
