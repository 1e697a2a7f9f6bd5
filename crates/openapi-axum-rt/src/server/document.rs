//! Serving the document itself.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, StatusCode};

use super::request_id::{HEADER, RequestId};

/// Answers with a fixed JSON document, or 304 when the caller has the one with this `etag`.
pub fn serve_document(request: &Request, document: &'static str, etag: &'static str) -> Response {
    let fresh = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let fresh = fresh.flat_map(|value| value.split(',')).map(str::trim);
    let fresh = fresh
        .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
        .any(|tag| tag == etag || tag == "*");
    let mut response = Response::new(if fresh {
        Body::empty()
    } else {
        Body::from(document)
    });
    if fresh {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    if !fresh {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(ETAG, HeaderValue::from_static(etag));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(id) = HeaderValue::from_str(&RequestId::of(request.extensions())) {
        headers.insert(HEADER, id);
    }
    response
}
