//! What callers say they are: HTTP Basic (RFC 7617), bearer tokens (RFC 6750), keys and certificates.

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

/// A token that whoever bears it may use: of `http` with `bearer`, OAuth 2.0 or OpenID Connect. Not yet checked.
#[derive(Clone, Debug)]
pub struct BearerToken(
    /// The token.
    pub Password,
);

/// A key in a header, the query or a cookie. Not yet checked.
#[derive(Clone, Debug)]
pub struct ApiKey(
    /// The key.
    pub Password,
);

/// The header `Authorization` in a scheme that is not taken apart here, such as `Digest`. Not yet checked.
#[derive(Clone, Debug)]
pub struct Authorization(
    /// What follows the name of the scheme.
    pub Password,
);

/// The certificate that the other side proved to have. Whatever ends the TLS connection puts it into the extensions of
/// the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate(
    /// The certificate in DER.
    pub Vec<u8>,
);

/// Credentials of a scheme that the document names and does not declare: the implementation finds them in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undeclared;

/// What follows the name of a scheme in `Authorization`; `None` when the header is not there at all.
fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<Option<&'a [u8]>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return Some(None);
    }
    let rest = value.as_bytes().split_at_checked(scheme.len());
    let rest = rest.filter(|(name, _)| name.eq_ignore_ascii_case(scheme.as_bytes()));
    Some(rest.and_then(|(_, rest)| rest.strip_prefix(b" ")))
}

/// A header, query or cookie that is a key: given once and not empty.
pub(super) fn api_key(place: &str, name: &str, found: Vec<String>) -> Result<ApiKey, Rejection> {
    match <[String; 1]>::try_from(found) {
        Ok([key]) if !key.is_empty() => Ok(ApiKey(Password(key))),
        Err(found) if !found.is_empty() => {
            let message = format!("the {place} {name} is given more than once");
            Err(Rejection::unauthorized(message))
        }
        _ => {
            let message = format!("credentials are missing: send the {place} {name}");
            Err(Rejection::no_credentials(message))
        }
    }
}

impl BearerToken {
    /// Reads the header `Authorization`.
    ///
    /// # Errors
    /// 401 when there is none, more than one, or it is not a bearer token.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, Rejection> {
        let token = text(headers, "Bearer", "a bearer token")?;
        Ok(Self(Password(token)))
    }
}

impl Authorization {
    /// Reads the header `Authorization`.
    ///
    /// # Errors
    /// 401 when there is none, more than one, or it is of another scheme.
    pub(super) fn from_headers(headers: &HeaderMap, scheme: &str) -> Result<Self, Rejection> {
        Ok(Self(Password(text(headers, scheme, scheme)?)))
    }
}

fn text(headers: &HeaderMap, scheme: &str, what: &str) -> Result<String, Rejection> {
    let found = authorization(headers, scheme).ok_or_else(|| {
        Rejection::no_credentials(format!("credentials are missing: send {what}"))
    })?;
    let text = found.and_then(|rest| std::str::from_utf8(rest.trim_ascii()).ok());
    text.filter(|text| !text.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| Rejection::unauthorized(format!("the credentials are not {what}")))
}

impl BasicCredentials {
    /// Reads the header `Authorization`.
    ///
    /// # Errors
    /// 401 when there is none, more than one, or it is not Basic.
    pub(super) fn from_headers(headers: &HeaderMap) -> Result<Self, Rejection> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return Err(Rejection::no_credentials(
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
    use http::header::AUTHORIZATION;
    use http::{HeaderMap, HeaderValue};

    use super::{BasicCredentials, BearerToken, api_key};

    #[test]
    fn a_bearer_token_is_what_follows_the_scheme() {
        let read = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            BearerToken::from_headers(&headers).map(|token| token.0.expose().to_owned())
        };
        assert_eq!(read("bearer abc.def").ok().as_deref(), Some("abc.def"));
        for value in ["Bearer", "Bearer ", "Basic abc", "Bearerabc"] {
            let rejection = read(value).expect_err(value);
            assert!(!rejection.is_missing(), "{value}");
        }
        let none = BearerToken::from_headers(&HeaderMap::new()).expect_err("none");
        assert!(none.is_missing());
    }

    #[test]
    fn a_key_is_given_once() {
        let key = api_key("header", "X-Key", vec!["k".to_owned()]).expect("a key");
        assert_eq!(key.0.expose(), "k");
        let none = api_key("header", "X-Key", Vec::new()).expect_err("none");
        assert!(none.is_missing());
        let twice = vec!["k".to_owned(), "k".to_owned()];
        assert!(
            !api_key("header", "X-Key", twice)
                .expect_err("twice")
                .is_missing()
        );
    }

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
