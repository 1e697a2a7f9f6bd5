//! Answers as they are kept, and given again.

use axum::body::Body;
use axum::response::Response;
use chat_core::Answer;
use http::header::{CONTENT_TYPE, ETAG};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

/// Says that an answer is that of an earlier request.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// An answer of success that can be kept.
pub(crate) trait Kept {
    /// How it is kept; `None` when it cannot be written.
    fn kept(&self) -> Option<Answer>;
}

impl<T: Serialize> Kept for T {
    fn kept(&self) -> Option<Answer> {
        Some(Answer {
            status: StatusCode::OK.as_u16(),
            etag: None,
            body: Some(serde_json::to_vec(self).ok()?),
        })
    }
}

/// An answer with more to it than its body.
pub(crate) struct Shown<A> {
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// The header `ETag`.
    pub(crate) etag: Option<String>,
    /// The body.
    pub(crate) body: A,
}

impl<A: Serialize> Kept for Shown<A> {
    fn kept(&self) -> Option<Answer> {
        Some(Answer {
            status: self.status.as_u16(),
            etag: self.etag.clone(),
            ..self.body.kept()?
        })
    }
}

/// An answer that holds a secret: that there was one is kept, and nothing of it.
pub(crate) struct Secret;

impl Kept for Secret {
    fn kept(&self) -> Option<Answer> {
        Some(Answer {
            status: StatusCode::OK.as_u16(),
            etag: None,
            body: None,
        })
    }
}

/// The kept answer as a response.
pub(super) fn replay(answer: Answer) -> Response {
    let Answer { status, etag, body } = answer;
    let mut response = Response::new(Body::from(body.unwrap_or_default()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(etag) = etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
        headers.insert(ETAG, etag);
    }
    response
}
