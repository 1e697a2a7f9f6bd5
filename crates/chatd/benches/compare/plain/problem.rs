//! Refusals in the error schema of the API.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, StatusCode};
use serde::Serialize;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A refusal.
pub(super) struct Problem(Box<Parts>);

struct Parts {
    status: StatusCode,
    body: Body,
}

#[derive(Serialize)]
struct Body {
    message: String,
    code: &'static str,
    request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Detail>,
}

/// A place in the request, and what is wrong there.
#[derive(Serialize)]
pub(super) struct Detail {
    pub(super) pointer: String,
    pub(super) detail: String,
}

impl Problem {
    fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        request_id: String,
    ) -> Self {
        Self(Box::new(Parts {
            status,
            body: Body {
                message: message.into(),
                code,
                request_id,
                errors: Vec::new(),
            },
        }))
    }

    pub(super) fn unauthorized(request_id: String) -> Self {
        let message = "the subdomain or the API token is wrong";
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            message,
            request_id,
        )
    }

    pub(super) fn not_found(request_id: String) -> Self {
        let message = "there is nothing at this path";
        Self::new(
            StatusCode::NOT_FOUND,
            "route_not_found",
            message,
            request_id,
        )
    }

    pub(super) fn method_not_allowed(request_id: String) -> Self {
        let message = "the method is not allowed here";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        Self::new(status, "method_not_allowed", message, request_id)
    }

    /// `details` is not empty.
    pub(super) fn bad_request(request_id: String, details: Vec<Detail>) -> Self {
        let message = details
            .first()
            .map(|first| format!("{}: {}", first.pointer, first.detail))
            .unwrap_or_default();
        let status = StatusCode::BAD_REQUEST;
        let mut problem = Self::new(status, "invalid_body", message, request_id);
        problem.0.body.errors = details;
        problem
    }

    pub(super) fn body(request_id: String, rejection: &JsonRejection) -> Self {
        let (status, code) = match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            JsonRejection::BytesRejection(error) => (error.status(), "invalid_body"),
            _ => (StatusCode::BAD_REQUEST, "invalid_json"),
        };
        Self::new(status, code, rejection.body_text(), request_id)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Parts { status, body } = *self.0;
        let id = [(REQUEST_ID, body.request_id.clone())];
        if status == StatusCode::UNAUTHORIZED {
            let challenge = [(WWW_AUTHENTICATE, r#"Basic realm="api", charset="UTF-8""#)];
            return (status, id, challenge, Json(body)).into_response();
        }
        (status, id, Json(body)).into_response()
    }
}
