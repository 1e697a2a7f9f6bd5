//! A generated server, served: requests and what is answered, for every kind of parameter, body, answer and credential.

mod bodies;
mod credentials;
mod depot;
mod parameters;
mod routes;
#[expect(
    dead_code,
    unreachable_pub,
    reason = "written for a library, of which this calls a part"
)]
mod server;
#[expect(
    unreachable_pub,
    reason = "written for a library, of which this calls a part"
)]
mod types;
mod webhooks;

use axum::body::Body;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use openapi_axum_rt::server::RouterOptions;
use tower::ServiceExt;

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("a header is ASCII"))
    }
}

/// Sends `METHOD /path`, with header lines, to the depot.
async fn send(request: &str, headers: &[&str], body: impl Into<Body>) -> Answer {
    let (method, uri) = request.split_once(' ').expect("a method and a path");
    let mut builder = Request::builder().method(method).uri(uri);
    for line in headers {
        let (name, value) = line.split_once(": ").expect("a name and a value");
        builder = builder.header(name, value);
    }
    let request = builder.body(body.into()).expect("a request");
    let router = server::generated::router::router(depot::Depot, RouterOptions::default());
    let response = router.oneshot(request).await.expect("a router answers");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body ends").to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).expect("a body is text"),
    }
}
