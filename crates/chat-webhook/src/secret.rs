//! The secrets that sign webhooks, kept out of every `Debug` output.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use thiserror::Error;

const STANDARD_PREFIX: &str = "whsec_";
const STANDARD_KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The platform's webhook secrets of one tenant: the primary one and, while secrets are rotated, the secondary one.
///
/// A secret is used exactly as it is printed: its UTF-8 text is the key, even when it looks like base64.
#[derive(Clone)]
pub struct Secrets {
    primary: String,
    secondary: Option<String>,
}

impl Secrets {
    /// Takes the primary secret.
    ///
    /// # Errors
    /// When it is empty (anybody could sign with it) or has white space around it (a line break of a file, most often).
    pub fn new(primary: impl Into<String>) -> Result<Self, SecretError> {
        Ok(Self {
            primary: printed(primary.into())?,
            secondary: None,
        })
    }

    /// Adds the secondary secret.
    ///
    /// # Errors
    /// As [`Secrets::new`].
    pub fn with_secondary(self, secondary: impl Into<String>) -> Result<Self, SecretError> {
        Ok(Self {
            secondary: Some(printed(secondary.into())?),
            ..self
        })
    }

    pub(crate) fn primary(&self) -> &[u8] {
        self.primary.as_bytes()
    }

    pub(crate) fn secondary(&self) -> Option<&[u8]> {
        self.secondary.as_deref().map(str::as_bytes)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets")
            .field("primary", &"[redacted]")
            .field("secondary", &self.secondary.as_ref().map(|_| "[redacted]"))
            .finish()
    }
}

fn printed(secret: String) -> Result<String, SecretError> {
    if secret.is_empty() {
        return Err(SecretError::Empty);
    }
    if secret.trim() != secret {
        return Err(SecretError::Spaced);
    }
    Ok(secret)
}

/// A secret of the Standard Webhooks specification: `whsec_` and the base64 of 24 to 64 bytes.
#[derive(Clone)]
pub struct StandardSecret {
    key: Vec<u8>,
}

impl StandardSecret {
    /// Reads the printed form, `whsec_…`.
    ///
    /// # Errors
    /// When the prefix, the base64 or the length is wrong.
    pub fn parse(printed: &str) -> Result<Self, SecretError> {
        let encoded = printed
            .strip_prefix(STANDARD_PREFIX)
            .ok_or(SecretError::Prefix)?;
        let key = BASE64_STANDARD
            .decode(encoded)
            .map_err(|_| SecretError::Base64)?;
        Self::from_key(key)
    }

    /// Takes the 24 to 64 bytes themselves.
    ///
    /// # Errors
    /// When there are fewer or more.
    pub fn from_key(key: Vec<u8>) -> Result<Self, SecretError> {
        if !STANDARD_KEY_BYTES.contains(&key.len()) {
            return Err(SecretError::Length(key.len()));
        }
        Ok(Self { key })
    }

    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }
}

impl fmt::Debug for StandardSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StandardSecret([redacted])")
    }
}

/// Why a text is not a webhook secret; never repeats the text.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// Nothing was given.
    #[error("the webhook secret is empty: copy it from the developer settings")]
    Empty,
    /// White space stands before or after it.
    #[error("the webhook secret has white space around it: trim what was read")]
    Spaced,
    /// A Standard Webhooks secret without its prefix.
    #[error("a Standard Webhooks secret begins with `whsec_`: add the prefix")]
    Prefix,
    /// A Standard Webhooks secret that is not base64.
    #[error("a Standard Webhooks secret is padded base64 after `whsec_`: copy all of it")]
    Base64,
    /// A Standard Webhooks secret of the wrong length.
    #[error("a Standard Webhooks secret has 24 to 64 bytes, not {0}: copy all of it")]
    Length(usize),
}
