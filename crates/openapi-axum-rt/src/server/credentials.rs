//! HTTP Basic credentials (RFC 7617).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::rejection::Rejection;

/// What a caller says it is. Not yet checked.
#[derive(Clone, Debug)]
pub struct BasicCredentials {
    /// The user name, without a colon.
    pub username: String,
    /// The password.
    pub password: Password,
}

/// A password, which is not printed.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// A password to compare with, or for a test.
    #[must_use]
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    /// The password itself. Compare it, or its hash, in constant time.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl BasicCredentials {
    /// Reads the header `Authorization`.
    ///
    /// # Errors
    /// 401 when there is none, more than one, or it is not Basic.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Result<Self, Rejection> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Err(Rejection::unauthorized(
                "credentials are missing: send HTTP Basic",
            ));
        };
        let parsed = if values.next().is_some() {
            None
        } else {
            Self::parse(value.as_bytes())
        };
        parsed.ok_or_else(|| {
            Rejection::unauthorized("the credentials are not well-formed HTTP Basic")
        })
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let (scheme, encoded) = value.split_at_checked(6)?;
        if !scheme.eq_ignore_ascii_case(b"basic ") {
            return None;
        }
        let decoded = STANDARD.decode(encoded.trim_ascii()).ok()?;
        let mut text = String::from_utf8(decoded).ok()?;
        let colon = text.find(':')?;
        let password = text.split_off(colon + 1);
        text.truncate(colon);
        Some(Self {
            username: text,
            password: Password(password),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::BasicCredentials;

    #[test]
    fn the_password_may_hold_colons_and_is_not_printed() {
        let credentials = BasicCredentials::parse(b"Basic ZGVtbzphOmI=").expect("well formed");
        assert_eq!(
            (credentials.username.as_str(), credentials.password.expose()),
            ("demo", "a:b")
        );
        assert!(!format!("{credentials:?}").contains("a:b"));
        for text in [
            "",
            "Basic",
            "Basic !",
            "Bearer ZGVtbzphOmI=",
            "Basic ZGVtbw==",
        ] {
            assert!(BasicCredentials::parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
