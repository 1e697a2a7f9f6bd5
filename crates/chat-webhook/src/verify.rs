//! Checking a webhook before a single byte of it is believed.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use jiff::Timestamp;
use subtle::{Choice, ConstantTimeEq as _};
use thiserror::Error;

use crate::headers::{
    WEBHOOK_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP, X_SIGNATURE, X_SIGNATURE_TIMESTAMP,
};
use crate::secret::{Secrets, StandardSecret};
use crate::sign::mac;

mod object;
mod timestamp;

/// How old, or how far ahead, a webhook may be unless the verifier says otherwise.
pub const DEFAULT_MAX_AGE: Duration = Duration::from_secs(5 * 60);

/// Verifies `X-Signature`, the platform's own signature.
///
/// One of the given signatures has to equal one that is expected from the secrets, so that a rotation of secrets needs
/// no common instant. What is checked, in this order: the MAC over the timestamp header's text and the raw body; that
/// the text in full is RFC 3339 or 10 or 13 digits; that the body is one complete JSON object; the age. (Nothing
/// separates the signed text from the body: without the middle two, bytes could be moved across the border.)
#[derive(Clone, Debug)]
pub struct Verifier {
    secrets: Secrets,
    max_age: Option<Duration>,
}

impl Verifier {
    /// A verifier with an age limit of five minutes.
    #[must_use]
    pub fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            max_age: Some(DEFAULT_MAX_AGE),
        }
    }

    /// Sets the age limit; it holds for webhooks from the future too.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self {
            max_age: Some(max_age),
            ..self
        }
    }

    /// Takes webhooks of any age: a repeated one is then found by its event id alone.
    #[must_use]
    pub fn without_age_limit(self) -> Self {
        Self {
            max_age: None,
            ..self
        }
    }

    /// Verifies a request by its headers; `body` is what was received, byte for byte.
    ///
    /// # Errors
    /// The first check that failed. Answer it with 401 and believe nothing of the body.
    pub fn verify<'a>(
        &self,
        headers: &HeaderMap,
        body: &'a [u8],
        now: Timestamp,
    ) -> Result<VerifiedBody<'a>, VerifyError> {
        let signature = single(headers, X_SIGNATURE)?;
        let timestamp = single(headers, X_SIGNATURE_TIMESTAMP)?;
        self.verify_texts(signature, timestamp, body, now)
    }

    /// Verifies by the texts of the two headers, for frameworks that have other header types.
    ///
    /// # Errors
    /// As [`Verifier::verify`].
    pub fn verify_texts<'a>(
        &self,
        signature: &str,
        timestamp: &str,
        body: &'a [u8],
        now: Timestamp,
    ) -> Result<VerifiedBody<'a>, VerifyError> {
        let parts = [timestamp.as_bytes(), body];
        let mut expected = vec![mac(self.secrets.primary(), &parts)];
        expected.extend(self.secrets.secondary().map(|key| mac(key, &parts)));
        compare(&platform_signatures(signature), &expected, X_SIGNATURE)?;

        let sent_at = timestamp::read(timestamp).ok_or(VerifyError::Timestamp)?;
        finish(body, sent_at, now, self.max_age)
    }
}

/// Verifies the Standard Webhooks headers (`webhook-id`, `webhook-timestamp`, `webhook-signature`), version 1.
#[derive(Clone, Debug)]
pub struct StandardVerifier {
    secrets: Vec<StandardSecret>,
    max_age: Option<Duration>,
}

impl StandardVerifier {
    /// A verifier with one secret and an age limit of five minutes.
    #[must_use]
    pub fn new(secret: StandardSecret) -> Self {
        Self {
            secrets: vec![secret],
            max_age: Some(DEFAULT_MAX_AGE),
        }
    }

    /// Accepts one more secret, while secrets are rotated.
    #[must_use]
    pub fn and_secret(mut self, secret: StandardSecret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Sets the age limit; it holds for webhooks from the future too.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self {
            max_age: Some(max_age),
            ..self
        }
    }

    /// Takes webhooks of any age.
    #[must_use]
    pub fn without_age_limit(self) -> Self {
        Self {
            max_age: None,
            ..self
        }
    }

    /// Verifies a request by its headers; `body` is what was received, byte for byte.
    ///
    /// # Errors
    /// The first check that failed. Answer it with 401 and believe nothing of the body.
    pub fn verify<'a>(
        &self,
        headers: &HeaderMap,
        body: &'a [u8],
        now: Timestamp,
    ) -> Result<VerifiedBody<'a>, VerifyError> {
        let id = single(headers, WEBHOOK_ID)?;
        let timestamp = single(headers, WEBHOOK_TIMESTAMP)?;
        let signature = single(headers, WEBHOOK_SIGNATURE)?;

        let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
        let expected: Vec<_> = self
            .secrets
            .iter()
            .map(|secret| mac(secret.key(), &parts))
            .collect();
        compare(
            &standard_signatures(signature),
            &expected,
            WEBHOOK_SIGNATURE,
        )?;

        // The full stop is the separator of what is signed: inside the id it would let bytes cross the border.
        if id.is_empty() || id.contains('.') {
            return Err(VerifyError::Id);
        }
        let sent_at = timestamp::read_unix_seconds(timestamp).ok_or(VerifyError::Timestamp)?;
        finish(body, sent_at, now, self.max_age)
    }
}

/// A body whose signature, form and age were checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedBody<'a> {
    bytes: &'a [u8],
    sent_at: Timestamp,
}

impl<'a> VerifiedBody<'a> {
    /// The bytes: one complete JSON object in UTF-8.
    #[must_use]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// The instant of the attempt, as signed.
    #[must_use]
    pub fn sent_at(self) -> Timestamp {
        self.sent_at
    }
}

/// Why a webhook is not to be believed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The header is not there.
    #[error("the header `{0}` is missing: this request is no signed webhook")]
    MissingHeader(&'static str),
    /// The header is there more than once: which one was signed is anybody's guess.
    #[error("the header `{0}` is there more than once: send it once")]
    RepeatedHeader(&'static str),
    /// The header has no signature in its documented form.
    #[error("the header `{0}` is not well formed: expected its documented form")]
    MalformedHeader(&'static str),
    /// No given signature equals one that is expected.
    #[error("no signature matches: compare the webhook secret, and hand over the body as received")]
    Mismatch,
    /// The timestamp is neither RFC 3339 nor 10 or 13 digits (Standard Webhooks: seconds).
    #[error("the signed timestamp is not well formed: expected RFC 3339, or 10 or 13 digits")]
    Timestamp,
    /// The `webhook-id` is empty or has a full stop in it.
    #[error("the header `webhook-id` is empty or has a full stop in it: expected a plain id")]
    Id,
    /// The body is not one complete JSON object.
    #[error("the body is not one complete JSON object: it was not made by the platform")]
    Body,
    /// It was signed too long ago.
    #[error("the webhook was signed longer ago than the age limit: it may be a replay")]
    TooOld,
    /// It was signed too far in the future.
    #[error("the webhook was signed too far in the future: compare the clocks")]
    TooNew,
}

/// The one value of a header, as text.
fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, VerifyError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(VerifyError::MissingHeader(name))?;
    if values.next().is_some() {
        return Err(VerifyError::RepeatedHeader(name));
    }
    value
        .to_str()
        .map_err(|_| VerifyError::MalformedHeader(name))
}

/// The signatures in `primary=<base64> secondary=<base64>`; names that are not known are passed over.
fn platform_signatures(header: &str) -> Vec<[u8; 32]> {
    header
        .split_ascii_whitespace()
        // Base64 ends in `=` too: the name ends at the first one.
        .filter_map(|part| part.split_once('='))
        .filter(|(name, _)| matches!(*name, "primary" | "secondary"))
        .filter_map(|(_, encoded)| decoded(encoded))
        .collect()
}

/// The signatures in `v1,<base64> v1,<base64>`; other versions are passed over.
fn standard_signatures(header: &str) -> Vec<[u8; 32]> {
    header
        .split_ascii_whitespace()
        .filter_map(|part| part.strip_prefix("v1,"))
        .filter_map(decoded)
        .collect()
}

fn decoded(encoded: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(encoded).ok()?.try_into().ok()
}

/// Compares every given signature with every expected one, in a time that tells nothing of them.
fn compare(
    given: &[[u8; 32]],
    expected: &[[u8; 32]],
    header: &'static str,
) -> Result<(), VerifyError> {
    if given.is_empty() {
        return Err(VerifyError::MalformedHeader(header));
    }
    let mut equal = Choice::from(0);
    for given in given {
        for expected in expected {
            equal |= given.ct_eq(expected);
        }
    }
    if bool::from(equal) {
        Ok(())
    } else {
        Err(VerifyError::Mismatch)
    }
}

fn finish(
    body: &[u8],
    sent_at: Timestamp,
    now: Timestamp,
    max_age: Option<Duration>,
) -> Result<VerifiedBody<'_>, VerifyError> {
    if !object::is_complete(body) {
        return Err(VerifyError::Body);
    }
    if let Some(max_age) = max_age {
        let age = now.duration_since(sent_at);
        if age.unsigned_abs() > max_age {
            return Err(if age.is_negative() {
                VerifyError::TooNew
            } else {
                VerifyError::TooOld
            });
        }
    }
    Ok(VerifiedBody {
        bytes: body,
        sent_at,
    })
}
