//! An answer that is none: the connection is reset.

use axum::body::Body;
use axum::response::Response;

/// Marks an answer that is not to be written.
#[derive(Clone, Copy, Debug)]
struct Reset;

/// Instead of an answer, the connection ends with a reset (TCP RST). For faults that somebody asked for.
pub fn reset_connection() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Reset);
    response
}

/// Whether this is [`reset_connection`].
pub(super) fn is_reset<B>(response: &http::Response<B>) -> bool {
    response.extensions().get::<Reset>().is_some()
}

/// Tells hyper to write nothing and to give the connection up.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset on purpose")]
pub(super) struct ResetError;
