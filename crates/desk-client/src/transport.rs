//! How requests of the generated client travel: with the admin token, in limited time.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use thiserror::Error;

use crate::generated::client::Client;

/// Where the API stands below the address of the admin listener.
const BASE_PATH: &str = "/desk/v1";
/// The user name of HTTP Basic.
const USER: &str = "admin";
/// Advancing the clock takes up to 30 seconds; everything else is answered at once.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The HTTP client cannot be set up, for instance for want of root certificates.
#[derive(Debug, Error)]
#[error("the http client cannot be set up")]
pub struct ConnectError(#[from] reqwest::Error);

/// What the generated client carries along.
#[derive(Clone)]
pub struct Transport {
    authorization: HeaderValue,
}

/// Without credentials.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the admin listener at `url`, such as `http://127.0.0.1:8081`. It is cheap to clone; its clones share
    /// their connections.
    ///
    /// # Errors
    ///
    /// When no HTTP client can be set up.
    pub fn connect(url: &str, admin_token: &str) -> Result<Self, ConnectError> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            // The API never redirects; following one would send the token elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            .build()?;
        let encoded = STANDARD.encode(format!("{USER}:{admin_token}"));
        let mut authorization =
            HeaderValue::from_str(&format!("Basic {encoded}")).expect("base64 is a header value");
        authorization.set_sensitive(true);
        let base = format!("{}{BASE_PATH}", url.trim_end_matches('/'));
        Ok(Self::new_with_client(
            &base,
            http,
            Transport { authorization },
        ))
    }
}

impl ClientHooks<Transport> for Client {
    async fn exec(
        &self,
        mut request: reqwest::Request,
        _: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let authorization = self.inner().authorization.clone();
        request.headers_mut().insert(AUTHORIZATION, authorization);
        self.client().execute(request).await
    }
}
