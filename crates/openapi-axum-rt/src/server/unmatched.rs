//! Answers to requests that no operation takes.

use axum::extract::Request;
use axum::response::Response;
use http::Uri;
use serde::Serialize;

use super::answer::Answer;
use super::rejection::Rejection;
use super::request_id::RequestId;

/// 404: no operation has the path.
pub fn route_not_found<B: Serialize>(
    request: &Request,
    reject: impl FnOnce(&Rejection) -> B,
) -> Response {
    Answer::new(None, RequestId::of(request.extensions()))
        .reject(Rejection::route_not_found(), reject)
}

/// 405: the path takes only the methods in `allow`, written as in the header. 404 when it is not a path at all.
pub fn method_not_allowed<B: Serialize>(
    request: &Request,
    allow: &'static str,
    reject: impl FnOnce(&Rejection) -> B,
) -> Response {
    if has_empty_segment(request.uri()) {
        return route_not_found(request, reject);
    }
    let answer = Answer::new(None, RequestId::of(request.extensions()));
    answer.reject(Rejection::method_not_allowed(allow), reject)
}

/// Whether nothing stands where a parameter should: such a path leads nowhere, although the router matches it.
pub(super) fn has_empty_segment(uri: &Uri) -> bool {
    uri.path().contains("//")
}
