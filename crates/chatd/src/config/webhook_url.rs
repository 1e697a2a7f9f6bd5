//! The target of webhooks.

use std::fmt;

use url::Url;

use crate::outbound::is_loopback;

/// A checked webhook target; `Debug` shows only its origin, because paths and queries of such URLs carry secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

impl WebhookUrl {
    /// Takes an https URL, and a plain http one on the loopback: only the demo tenant's target is configured.
    ///
    /// # Errors
    ///
    /// A sentence about what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not carry a user name or password".to_owned());
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if url.host().is_some_and(|host| is_loopback(&host)) => Ok(Self(url)),
            _ => Err("must be https, or http on the loopback".to_owned()),
        }
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = self.0.origin().ascii_serialization();
        write!(f, "WebhookUrl({origin}/[redacted])")
    }
}
