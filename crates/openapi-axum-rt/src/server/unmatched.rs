//! Answers to requests that no operation takes.

use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;

use super::answer::Answer;
use super::rejection::{Rejection, RejectionKind};
use super::request_id::RequestId;

/// 404: no operation has the path.
pub fn route_not_found<B: Serialize>(
    request: &Request,
    reject: impl FnOnce(&Rejection) -> B,
) -> Response {
    let message = "there is nothing at this path";
    let rejection = Rejection::new(
        StatusCode::NOT_FOUND,
        RejectionKind::RouteNotFound,
        "route_not_found",
        message,
    );
    Answer::new(None, RequestId::of(request.extensions())).reject(rejection, reject)
}

/// 405: the path takes only the methods in `allow`, written as in the header.
pub fn method_not_allowed<B: Serialize>(
    request: &Request,
    allow: &'static str,
    reject: impl FnOnce(&Rejection) -> B,
) -> Response {
    let answer = Answer::new(None, RequestId::of(request.extensions()));
    answer.reject(Rejection::method_not_allowed(allow), reject)
}
