//! Making the values of the two signature headers.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use crate::secret::{Secrets, StandardSecret};

/// The value of `X-Signature` for one attempt.
///
/// `timestamp` is the exact text of `X-Signature-Timestamp` (see [`timestamp_text`]), `body` the exact bytes that are
/// sent. With a secondary secret the value has both parts, `primary=… secondary=…`.
#[must_use]
pub fn sign(secrets: &Secrets, timestamp: &str, body: &[u8]) -> String {
    let parts = [timestamp.as_bytes(), body];
    let mut value = format!("primary={}", encoded(&mac(secrets.primary(), &parts)));
    if let Some(secondary) = secrets.secondary() {
        value.push_str(" secondary=");
        value.push_str(&encoded(&mac(secondary, &parts)));
    }
    value
}

/// The value of `webhook-signature` for one attempt, after version 1 of the Standard Webhooks specification.
///
/// `id` is the value of `webhook-id` (no full stop in it), `unix_seconds` the number in `webhook-timestamp`.
#[must_use]
pub fn sign_standard(secret: &StandardSecret, id: &str, unix_seconds: i64, body: &[u8]) -> String {
    let border = format!("{id}.{unix_seconds}.");
    format!(
        "v1,{}",
        encoded(&mac(secret.key(), &[border.as_bytes(), body]))
    )
}

/// The text of `X-Signature-Timestamp`: RFC 3339 in UTC with milliseconds, `2026-03-04T05:06:07.089Z`.
#[must_use]
pub fn timestamp_text(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// HMAC-SHA256 over the parts, one after the other.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn encoded(mac: &[u8; 32]) -> String {
    BASE64_STANDARD.encode(mac)
}
