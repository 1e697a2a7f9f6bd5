//! Answers in the API's error schema: `{"message", "code", "request_id", "errors"}`.
//!
//! Only for what no operation answers: the edge itself, and the small routers beside the API (health, media).

use axum::body::Body;
use axum::response::Response;
use chat_server::RequestId;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::request_id;

/// The status, machine-readable code and message of an answer that is the same every time.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable word for programs.
    pub code: &'static str,
    /// The sentence for people.
    pub message: &'static str,
}

/// A panic or another failure of ours; constant, the cause is in the log.
pub const INTERNAL: Refusal = Refusal {
    status: StatusCode::INTERNAL_SERVER_ERROR,
    code: "internal",
    message: "internal error",
};
/// The total deadline was hit.
pub const TOO_SLOW: Refusal = Refusal {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "unavailable",
    message: "the request could not be answered in time",
};
/// The body did not arrive in time.
pub const BODY_TIMEOUT: Refusal = Refusal {
    status: StatusCode::REQUEST_TIMEOUT,
    code: "body_timeout",
    message: "the request body did not arrive in time",
};
/// The head did not arrive in time.
pub const HEAD_TIMEOUT: Refusal = Refusal {
    status: StatusCode::REQUEST_TIMEOUT,
    code: "head_timeout",
    message: "the request head did not arrive in time",
};
/// No such route.
pub const NOT_FOUND: Refusal = Refusal {
    status: StatusCode::NOT_FOUND,
    code: "route_not_found",
    message: "there is nothing at this path",
};
/// A route, but not with this method.
pub const METHOD_NOT_ALLOWED: Refusal = Refusal {
    status: StatusCode::METHOD_NOT_ALLOWED,
    code: "method_not_allowed",
    message: "this path does not have this method",
};

/// What hyper refuses by itself: the statuses are its own.
pub(super) fn malformed(status: u16) -> Refusal {
    let (status, code, message) = match status {
        431 => (
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "head_too_large",
            "the request head is too large",
        ),
        414 => (
            StatusCode::URI_TOO_LONG,
            "uri_too_long",
            "the request target is too long",
        ),
        _ => (
            StatusCode::BAD_REQUEST,
            "malformed_http",
            "the request is not well-formed HTTP/1.1",
        ),
    };
    Refusal {
        status,
        code,
        message,
    }
}

impl Refusal {
    /// The answer.
    pub fn response(&self, id: &RequestId) -> Response {
        let mut response = Response::new(Body::from(self.body(id)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(request_id::HEADER, request_id::header_value(id));
        response
    }

    /// The answer as HTTP/1.1 bytes, for a connection that hyper has given up; it closes.
    pub(super) fn bytes(&self, id: &RequestId) -> Vec<u8> {
        let body = self.body(id);
        let head = format!(
            "HTTP/1.1 {} {}\r\n{CONTENT_TYPE}: application/json\r\n{CONTENT_LENGTH}: {}\r\n{}: {}\r\nconnection: close\r\n\r\n",
            self.status.as_u16(),
            self.status.canonical_reason().unwrap_or("Error"),
            body.len(),
            request_id::HEADER,
            id.0,
        );
        [head.into_bytes(), body].concat()
    }

    fn body(&self, id: &RequestId) -> Vec<u8> {
        json!({
            "message": self.message,
            "code": self.code,
            "request_id": id.0,
            "errors": [],
        })
        .to_string()
        .into_bytes()
    }
}
