//! The HTTP client: no redirects, no proxy, no cookies, bounded in time, size and reach.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chat_core::TenantId;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use thiserror::Error;

use super::resolver::{Bounded, Resolver};
use super::single_flight::SingleFlight;
use super::target::{Reach, Target, TargetError};

/// From the look-up of the name to the end of the TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shorter than what receivers commonly keep an idle connection for, so that it is rarely found closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the client of outgoing requests cannot be built: check the certificates of the system")]
pub struct ClientError(#[source] reqwest::Error);

/// The client of everything that leaves chatd. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: reqwest::Client,
    reach: Reach,
}

/// A JSON body to post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Headers beside `content-type`, which is `application/json`.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// From the look-up of the name to the last byte of the answer.
    pub timeout: Duration,
    /// An answer is read up to here; a longer one costs the connection.
    pub max_answer_bytes: usize,
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status; a redirect is one like any other.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: AnswerBody,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerBody {
    /// All of it.
    Complete(Bytes),
    /// Longer than [`Post::max_answer_bytes`].
    TooLong,
    /// It broke off, or did not end in time; the text says why.
    Broken(String),
}

/// Why there is no answer. The text never has the URL, which may hold a secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PostError {
    /// [`Post::timeout`] was over, or the connection did not come about in 5 seconds.
    #[error("the receiver did not answer in time: {0}")]
    TimedOut(String),
    /// No connection, one that broke, or an address that may not be reached.
    #[error("the receiver could not be reached: {0}")]
    Unreachable(String),
}

impl Outbound {
    /// A client that reaches so far and no further.
    ///
    /// # Errors
    /// When the TLS set-up of the machine does not allow one.
    pub fn new(reach: Reach, resolver: Arc<dyn Resolver>) -> Result<Self, ClientError> {
        let bounded = Bounded {
            resolver: SingleFlight::new(resolver),
            networks: reach.networks,
        };
        let client = reqwest::Client::builder()
            .user_agent(concat!("chatd/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // A proxy would look names up itself, past the check of addresses.
            .no_proxy()
            .dns_resolver(Arc::new(bounded))
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(ClientError)?;
        Ok(Self { client, reach })
    }

    /// Checks a tenant's URL: nothing is posted to one that was not.
    ///
    /// # Errors
    /// The first fault of the URL.
    pub fn target(&self, tenant: TenantId, url: &str) -> Result<Target, TargetError> {
        self.reach.check(tenant, url)
    }

    /// Posts, and reads the answer; never tries again.
    ///
    /// # Errors
    /// When no head of an answer came. One that came is given whatever became of its body.
    pub async fn post(&self, target: &Target, post: Post) -> Result<Answer, PostError> {
        let Post {
            headers,
            body,
            timeout,
            max_answer_bytes,
        } = post;
        let json = HeaderValue::from_static("application/json");
        let request = self
            .client
            .post(target.url().clone())
            .headers(headers)
            .header(CONTENT_TYPE, json)
            .timeout(timeout)
            .body(body);
        let answer = request.send().await.map_err(|error| {
            let why = causes(&error);
            if error.is_timeout() {
                PostError::TimedOut(why)
            } else {
                PostError::Unreachable(why)
            }
        })?;
        Ok(Answer {
            status: answer.status(),
            headers: answer.headers().clone(),
            body: read(answer, max_answer_bytes).await,
        })
    }
}

async fn read(mut answer: reqwest::Response, max_bytes: usize) -> AnswerBody {
    let mut body = BytesMut::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > max_bytes => return AnswerBody::TooLong,
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return AnswerBody::Complete(body.freeze()),
            Err(error) => return AnswerBody::Broken(causes(&error)),
        }
    }
}

/// The causes of an error: its own text names the URL.
fn causes(error: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push(error.to_string());
        cause = error.source();
    }
    causes.join(": ")
}
