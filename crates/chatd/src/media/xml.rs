//! Answers of the media routes, as object stores give them: small XML.

use std::error::Error;

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// `<Error><Code>…</Code><Message>…</Message></Error>`.
pub(super) fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let (code, message) = (escape(code), escape(message));
    document(
        status,
        &format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>"),
    )
}

/// A constant 500; the cause goes to the log.
pub(super) fn internal(cause: &(dyn Error + 'static)) -> Response {
    tracing::error!(error = cause, "the media store failed");
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalError",
        "internal error",
    )
}

/// `<PostResponse>`: the answer to an upload with `success_action_status` 201.
pub(super) fn posted(key: &str, etag: &str) -> Response {
    let (key, etag) = (escape(key), escape(etag));
    let body =
        format!("<PostResponse><Key>{key}</Key><ETag>&quot;{etag}&quot;</ETag></PostResponse>");
    document(StatusCode::CREATED, &body)
}

fn document(status: StatusCode, body: &str) -> Response {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}");
    (status, [(CONTENT_TYPE, "application/xml")], text).into_response()
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}
