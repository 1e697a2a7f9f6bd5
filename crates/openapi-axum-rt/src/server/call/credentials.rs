//! What a request says about its caller.

use http::header::COOKIE;
use percent_encoding::percent_decode_str;

use super::Call;
use crate::server::credentials::{
    ApiKey, Authorization, BasicCredentials, BearerToken, ClientCertificate, Undeclared, api_key,
};
use crate::server::rejection::Rejection;

/// One way in which a request can say who calls.
type Alternative<C> = fn(&Call) -> Result<C, Rejection>;

impl Call {
    /// HTTP Basic credentials.
    ///
    /// # Errors
    /// 404 when a segment of the path is empty: whether a route exists does not depend on who asks. 401 when there are no
    /// credentials or they are not well formed.
    pub fn basic(&self) -> Result<BasicCredentials, Rejection> {
        self.routed()?;
        BasicCredentials::from_headers(&self.parts().headers)
    }

    /// A bearer token.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn bearer(&self) -> Result<BearerToken, Rejection> {
        self.routed()?;
        BearerToken::from_headers(&self.parts().headers)
    }

    /// What follows the name of another scheme.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn authorization(&self, scheme: &str) -> Result<Authorization, Rejection> {
        self.routed()?;
        Authorization::from_headers(&self.parts().headers, scheme)
    }

    /// A key in a header.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn key_in_header(&self, name: &str) -> Result<ApiKey, Rejection> {
        self.routed()?;
        let values = self.parts().headers.get_all(name).iter();
        let texts = values.filter_map(|value| String::from_utf8(value.as_bytes().to_vec()).ok());
        api_key("header", name, texts.collect())
    }

    /// A key in the query.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn key_in_query(&self, name: &str) -> Result<ApiKey, Rejection> {
        self.routed()?;
        let query = self.parts().uri.query().unwrap_or_default();
        let pairs = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let decoded = |text: &str| {
            let spaced = text.replace('+', " ");
            let text = percent_decode_str(&spaced).decode_utf8();
            text.ok().map(|text| text.into_owned())
        };
        let found = pairs.filter(|(key, _)| decoded(key).as_deref() == Some(name));
        api_key(
            "query parameter",
            name,
            found.filter_map(|(_, value)| decoded(value)).collect(),
        )
    }

    /// A key in a cookie.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn key_in_cookie(&self, name: &str) -> Result<ApiKey, Rejection> {
        self.routed()?;
        let values = self.parts().headers.get_all(COOKIE).iter();
        let texts = values.filter_map(|value| value.to_str().ok());
        let pairs = texts.flat_map(|text| text.split(';'));
        let found = pairs.filter_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key.trim() == name).then(|| value.trim().trim_matches('"').to_owned())
        });
        api_key("cookie", name, found.collect())
    }

    /// The certificate of the other side, as whatever ends the TLS connection put it into the extensions.
    ///
    /// # Errors
    /// As for [`Call::basic`].
    pub fn client_certificate(&self) -> Result<ClientCertificate, Rejection> {
        self.routed()?;
        let found = self.parts().extensions.get::<ClientCertificate>();
        found.cloned().ok_or_else(|| {
            Rejection::no_credentials("credentials are missing: connect with a client certificate")
        })
    }

    /// Whatever a scheme asks for that the document does not declare: nothing is read here.
    ///
    /// # Errors
    /// 404 when a segment of the path is empty.
    pub fn undeclared(&self) -> Result<Undeclared, Rejection> {
        self.routed()?;
        Ok(Undeclared)
    }

    /// The first alternative that the request has, in the order of the document.
    ///
    /// # Errors
    /// What is wrong with the first one that is there but not well formed, else what the first one asks for.
    pub fn first_of<C>(&self, alternatives: &[Alternative<C>]) -> Result<C, Rejection> {
        let mut refused: Option<Rejection> = None;
        for alternative in alternatives {
            match alternative(self) {
                Ok(credentials) => return Ok(credentials),
                Err(rejection) => {
                    let matters = |first: &Rejection| first.is_missing() && !rejection.is_missing();
                    if refused.as_ref().is_none_or(matters) {
                        refused = Some(rejection);
                    }
                }
            }
        }
        Err(refused.unwrap_or_else(|| Rejection::no_credentials("credentials are missing")))
    }
}

/// Credentials where a caller may come without.
///
/// # Errors
/// What is wrong with credentials that are there.
pub fn optional_credentials<C>(read: Result<C, Rejection>) -> Result<Option<C>, Rejection> {
    match read {
        Ok(credentials) => Ok(Some(credentials)),
        Err(rejection) if rejection.is_missing() => Ok(None),
        Err(rejection) => Err(rejection),
    }
}
