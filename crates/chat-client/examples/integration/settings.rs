//! Where the platform is and who calls.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Outcome;

pub(crate) struct Settings {
    pub(super) url: String,
    pub(super) subdomain: String,
    pub(super) token: String,
    pub(super) company_secret: String,
    pub(super) webhook_secret: String,
    pub(super) webhook_listen: SocketAddr,
}

impl Settings {
    /// From the variables that `variable` gives, the file and the defaults.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Outcome<Self> {
        let file = fs::read("chatd-data/demo.json").unwrap_or_else(|_| b"{}".to_vec());
        let file: serde_json::Value = serde_json::from_slice(&file)?;
        let setting = |name: &str, pointer: &str| {
            let kept = || file.pointer(pointer)?.as_str().map(str::to_owned);
            variable(name).or_else(kept).ok_or_else(|| {
                format!("set {name}, or run this where chatd keeps its data in ./chatd-data")
            })
        };
        let or_default =
            |name: &str, default: &str| variable(name).unwrap_or_else(|| default.to_owned());
        Ok(Self {
            url: or_default("CHATD_URL", "http://127.0.0.1:8080"),
            subdomain: or_default("CHATD_SUBDOMAIN", "demo"),
            token: setting("CHATD_TOKEN", "/token")?,
            company_secret: setting("CHATD_COMPANY_SECRET", "/company_secret")?,
            webhook_secret: setting("CHATD_WEBHOOK_SECRET", "/webhook_secrets/primary")?,
            webhook_listen: or_default("CHATD_WEBHOOK_LISTEN", "127.0.0.1:9300").parse()?,
        })
    }

    /// Signs custom data for the next ten minutes: HS256 with the company secret.
    pub(super) fn sign(&self, custom_data: &serde_json::Value) -> Outcome<String> {
        let key = jsonwebtoken::EncodingKey::from_secret(self.company_secret.as_bytes());
        let now = now()?.as_secs();
        let claims = serde_json::json!({"custom_data": custom_data, "iat": now, "exp": now + 600});
        Ok(jsonwebtoken::encode(
            &jsonwebtoken::Header::default(),
            &claims,
            &key,
        )?)
    }
}

#[expect(clippy::disallowed_methods, reason = "a token says when it was made")]
fn now() -> Outcome<Duration> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?)
}
