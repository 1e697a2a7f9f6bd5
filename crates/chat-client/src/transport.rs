//! How requests of the generated client travel: with credentials, in limited time, again where that is safe.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};

use crate::generated::client::Client;
use crate::retry::RetryPolicy;

/// What the generated client carries along.
#[derive(Clone)]
pub struct Transport {
    authorization: HeaderValue,
    timeout: Duration,
    retry: RetryPolicy,
}

/// Without credentials.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(subdomain: &str, token: &str, timeout: Duration, retry: RetryPolicy) -> Self {
        let encoded = STANDARD.encode(format!("{subdomain}:{token}"));
        let mut authorization =
            HeaderValue::from_str(&format!("Basic {encoded}")).expect("base64 is a header value");
        authorization.set_sensitive(true);
        Self {
            authorization,
            timeout,
            retry,
        }
    }
}

impl ClientHooks<Transport> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        _: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let method = request.method().clone();
        let accepts_json = request.headers().contains_key(ACCEPT);
        let mut attempt = 1;
        let mut current = request;
        loop {
            // Cloned while it is bare: credentials and the time limit are added to each attempt.
            let next = current.try_clone();
            let transport = self.inner();
            current
                .headers_mut()
                .insert(AUTHORIZATION, transport.authorization.clone());
            // A request that accepts JSON is answered at once; the others are files, which take as long as they are large
            // and are limited between two pieces.
            if accepts_json {
                *current.timeout_mut() = Some(transport.timeout);
            }
            let response = self.client().execute(current).await?;
            let policy = transport.retry;
            let delay = policy.delay(attempt, &method, response.status(), response.headers());
            let (Some(delay), Some(again)) = (delay, next) else {
                return Ok(if accepts_json {
                    readable(response)
                } else {
                    response
                });
            };
            tokio::time::sleep(delay).await;
            current = again;
            attempt += 1;
        }
    }
}

/// An empty success becomes an empty object: operations that answer nothing of interest answer `{}` here and may answer
/// 204 elsewhere, and every 2xx is a success.
fn readable(response: reqwest::Response) -> reqwest::Response {
    let empty = response.status() == StatusCode::NO_CONTENT || response.content_length() == Some(0);
    if !response.status().is_success() || !empty {
        return response;
    }
    let mut object = http::Response::new("{}");
    *object.status_mut() = response.status();
    *object.headers_mut() = response.headers().clone();
    object.into()
}
