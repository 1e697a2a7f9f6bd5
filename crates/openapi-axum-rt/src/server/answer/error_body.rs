//! The body of an answer to a request that did not reach its method.

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::server::rejection::Rejection;

/// Room for most answers, so that writing one does not move it. A little less than a round number: with what an allocator
/// adds it is still a small piece, which costs less.
pub(super) const USUAL_BYTES: usize = 1000;

/// The body of an answer to a request that did not reach its method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBody {
    media_type: &'static str,
    /// Nothing where the error itself cannot be written.
    bytes: Option<Vec<u8>>,
}

/// A problem (RFC 9457).
#[derive(Serialize)]
struct Problem<'a> {
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ProblemError<'a>>,
}

#[derive(Serialize)]
struct ProblemError<'a> {
    pointer: &'a str,
    detail: &'a str,
}

impl ErrorBody {
    /// JSON, in a schema of the document.
    pub fn json<T: Serialize>(value: &T) -> Self {
        Self::written("application/json", value)
    }

    /// `application/problem+json`: title, status, detail, and every violation with its place.
    #[must_use]
    pub fn problem(rejection: &Rejection) -> Self {
        let errors = rejection.violations.iter().map(|violation| ProblemError {
            pointer: &violation.pointer,
            detail: &violation.detail,
        });
        let problem = Problem {
            title: rejection.status.canonical_reason().unwrap_or("Error"),
            status: rejection.status.as_u16(),
            detail: &rejection.message,
            code: rejection.code,
            request_id: &rejection.request_id,
            errors: errors.collect(),
        };
        Self::written("application/problem+json", &problem)
    }

    /// Bytes of another media type.
    #[must_use]
    pub fn bytes(media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            media_type,
            bytes: Some(bytes),
        }
    }

    fn written<T: Serialize>(media_type: &'static str, value: &T) -> Self {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        let written = serde_json::to_writer(&mut bytes, value);
        Self {
            media_type,
            bytes: written.is_ok().then_some(bytes),
        }
    }

    /// Where the body cannot be written, nothing is left to say but a status.
    pub(super) fn into_response(self, status: StatusCode) -> Response {
        let Some(bytes) = self.bytes else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            return response;
        };
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status;
        let value = HeaderValue::from_static(self.media_type);
        response.headers_mut().insert(CONTENT_TYPE, value);
        response
    }
}
