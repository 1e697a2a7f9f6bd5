//! Virtual agents that answer over HTTP: every turn is a signed POST to a server of the tenant, which answers with what is
//! said and done.
//!
//! A server that is slow, broken or gone costs its own chats a wait and an escalation, and no other tenant anything: the
//! turns of each tenant are counted, and hold no slot of the timers.

mod answer;
mod request;
mod turns;

use std::sync::Arc;
use std::time::Duration;

use chat_core::{HttpVirtualAgent, Store, StoreError, TenantId, VirtualAgentProfile};
use chat_webhook::headers::{X_SIGNATURE, X_SIGNATURE_TIMESTAMP};
use chat_webhook::{SecretError, sign, timestamp_text};
use http::header::InvalidHeaderValue;
use http::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;
use tracing::warn;

pub use answer::MAX_REPLIES;
pub use turns::MAX_TURNS_PER_TENANT;
pub(super) use turns::UnderWay;

use self::answer::AnswerError;
use self::request::TurnRequest;
use self::turns::Turns;
use super::{Turn, TurnInput};
use crate::clock::WallClock;
use crate::outbound::{AnswerBody, Outbound, Post, PostError, TargetError, secrets};

/// The longest answer, in bytes.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// The servers of all tenants.
pub struct HttpBackend<S> {
    store: Arc<S>,
    outbound: Outbound,
    wall_clock: Arc<dyn WallClock>,
    turns: Turns,
}

impl<S> std::fmt::Debug for HttpBackend<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpBackend")
            .field("turns", &self.turns)
            .finish_non_exhaustive()
    }
}

/// Why a server's answer cannot be used. Never has the URL, nor anything of the answer.
#[derive(Debug, Error)]
enum TurnError {
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the turn cannot be signed: {0}")]
    Header(#[from] InvalidHeaderValue),
    #[error("the turn cannot be written: {0}")]
    Request(serde_json::Error),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error("the server answered {0}")]
    Status(u16),
    #[error("the answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    #[error("the answer broke off: {0}")]
    Broken(String),
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

impl<S: Store> HttpBackend<S> {
    /// Posts through `outbound`, signed at the time of `wall_clock`.
    #[must_use]
    pub fn new(store: Arc<S>, outbound: Outbound, wall_clock: Arc<dyn WallClock>) -> Self {
        Self {
            store,
            outbound,
            wall_clock,
            turns: Turns::default(),
        }
    }

    /// Begins a turn of the tenant; `None` while too many others are under way.
    pub(super) fn begin(&self, tenant: TenantId) -> Option<UnderWay> {
        self.turns.begin(tenant)
    }

    /// A turn that has begun. What the server fails at escalates.
    pub(super) async fn turn(
        &self,
        input: TurnInput<'_>,
        profile: &VirtualAgentProfile,
        server: &HttpVirtualAgent,
    ) -> Result<Turn, StoreError> {
        let (tenant, chat) = (input.tenant, input.chat.id);
        let request = TurnRequest::read(&*self.store, input, profile).await?;
        let turn = self.ask(input, &request, server).await;
        Ok(turn.unwrap_or_else(|error| {
            let (virtual_agent, turn) = (profile.id, &request.turn_id);
            warn!(%tenant, %chat, %virtual_agent, turn, %error, "a virtual agent has failed: people take over");
            Turn::failed()
        }))
    }

    async fn ask(
        &self,
        input: TurnInput<'_>,
        request: &TurnRequest<'_>,
        server: &HttpVirtualAgent,
    ) -> Result<Turn, TurnError> {
        let target = self.outbound.target(input.tenant, &server.url)?;
        let body = serde_json::to_vec(request).map_err(TurnError::Request)?;
        let timestamp = timestamp_text(self.wall_clock.now());
        let signature = sign(&secrets(&server.secret)?, &timestamp, &body);
        let header = |name, value: &str| {
            HeaderValue::from_str(value).map(|value| (HeaderName::from_static(name), value))
        };
        let headers = [
            header(X_SIGNATURE, &signature)?,
            header(X_SIGNATURE_TIMESTAMP, &timestamp)?,
        ];
        let longest = HttpVirtualAgent::MAX_TIMEOUT;
        let post = Post {
            headers: HeaderMap::from_iter(headers),
            body: body.into(),
            // One that is out of bounds was put past the check.
            timeout: Duration::try_from(server.timeout.min(longest)).unwrap_or_default(),
            max_answer_bytes: MAX_ANSWER_BYTES,
        };
        let answer = self.outbound.post(&target, post).await?;
        if !answer.status.is_success() {
            return Err(TurnError::Status(answer.status.as_u16()));
        }
        match answer.body {
            AnswerBody::Complete(body) => Ok(answer::read(&body)?),
            AnswerBody::TooLong => Err(TurnError::TooLong),
            AnswerBody::Broken(why) => Err(TurnError::Broken(why)),
        }
    }
}
