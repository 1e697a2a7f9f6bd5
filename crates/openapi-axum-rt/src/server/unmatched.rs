//! Answers to requests that no operation takes.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode, Uri};

use super::answer::{Answer, ErrorBody};
use super::rejection::Rejection;
use super::request_id::RequestId;

/// 404: no operation has the path.
pub fn route_not_found(
    request: &Request,
    reject: impl FnOnce(&Rejection) -> ErrorBody,
) -> Response {
    Answer::new(None, RequestId::of(request.extensions()))
        .reject(Rejection::route_not_found(), reject)
}

/// 405: the path takes only the methods in `allow`, written as in the header. 404 when it is not a path at all.
///
/// `OPTIONS` asks for just that header and is answered with 204.
pub fn method_not_allowed(
    request: &Request,
    allow: &'static str,
    reject: impl FnOnce(&Rejection) -> ErrorBody,
) -> Response {
    if has_empty_segment(request.uri()) {
        return route_not_found(request, reject);
    }
    let answer = Answer::new(None, RequestId::of(request.extensions()));
    if request.method() == Method::OPTIONS {
        let mut response = answer.response(StatusCode::NO_CONTENT, Body::empty());
        let value = HeaderValue::from_static(allow);
        response.headers_mut().insert(ALLOW, value);
        return response;
    }
    answer.reject(Rejection::method_not_allowed(allow), reject)
}

/// Whether nothing stands where a parameter should: such a path leads nowhere, although the router matches it.
pub(super) fn has_empty_segment(uri: &Uri) -> bool {
    // Searching for a text costs more to set up than a path is long.
    uri.path().as_bytes().windows(2).any(|pair| pair == b"//")
}
