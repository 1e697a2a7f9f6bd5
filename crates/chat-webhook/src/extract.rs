//! The axum extractor: a handler that takes a [`SignedEvent`] runs for genuine webhooks only.

use std::fmt;
use std::sync::Arc;

use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chat_types::WebhookEvent;
use http::StatusCode;
use jiff::Timestamp;

use crate::event::ParseError;
use crate::headers::WEBHOOK_ID;
use crate::verify::{Verifier, VerifyError};

/// What the extractor asks of the router's state.
pub trait WebhookState: Send + Sync {
    /// Verifies every request.
    fn verifier(&self) -> &Verifier;

    /// The present instant, for the age limit: `Timestamp::now()` outside of tests.
    fn now(&self) -> Timestamp;
}

impl<S: WebhookState + ?Sized> WebhookState for Arc<S> {
    fn verifier(&self) -> &Verifier {
        (**self).verifier()
    }

    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// A webhook whose signature, form and age were checked.
///
/// It consumes the body, so it is a handler's last argument. A body over axum's limit (2 MB by default) is refused. A
/// request that is not genuine is answered 401, a genuine one that cannot be read 400: the platform sends it again.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct SignedEvent {
    /// What happened.
    pub event: WebhookEvent,
    /// The `webhook-id` header: the same at every attempt, so that an event seen before is recognised. Covered by the
    /// Standard Webhooks signature only, not by the one that was verified here.
    pub id: Option<String>,
    /// When this attempt was signed.
    pub sent_at: Timestamp,
    /// The body as received.
    pub body: Bytes,
}

impl fmt::Debug for SignedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            event,
            id,
            sent_at,
            body: _, // said by the event
        } = self;
        f.debug_struct("SignedEvent")
            .field("event", event)
            .field("id", id)
            .field("sent_at", sent_at)
            .finish_non_exhaustive()
    }
}

impl<S: WebhookState> FromRequest<S> for SignedEvent {
    type Rejection = SignedEventRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, state)
            .await
            .map_err(SignedEventRejection::Body)?;
        let verified = state
            .verifier()
            .verify(&headers, &body, state.now())
            .map_err(SignedEventRejection::Verify)?;
        let event = verified.event().map_err(SignedEventRejection::Parse)?;
        let id = headers.get(WEBHOOK_ID).and_then(|id| id.to_str().ok());
        Ok(Self {
            event,
            id: id.map(str::to_owned),
            sent_at: verified.sent_at(),
            body: body.clone(),
        })
    }
}

/// Why a handler did not get its [`SignedEvent`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignedEventRejection {
    /// The body could not be read, or is too large.
    #[error("the body cannot be read: {0}")]
    Body(#[source] BytesRejection),
    /// Not genuine.
    #[error(transparent)]
    Verify(VerifyError),
    /// Genuine, and not understood.
    #[error(transparent)]
    Parse(ParseError),
}

impl IntoResponse for SignedEventRejection {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Body(rejection) => return rejection.into_response(),
            Self::Verify(_) => StatusCode::UNAUTHORIZED,
            Self::Parse(_) => StatusCode::BAD_REQUEST,
        };
        (status, self.to_string()).into_response()
    }
}
