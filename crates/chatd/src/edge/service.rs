//! One request through the router: request id, deadlines, panics, and the rest of a body that nobody read.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use chat_core::Origin;
use chat_server::RequestId;
use futures::FutureExt as _;
use http::header::{CONNECTION, EXPECT};
use http::{HeaderValue, Request};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tower::Service as _;

use super::Deadlines;
use super::body::{AnswerBody, DeadlineBody};
use super::exchange::Exchange;
use super::recorder::Recorder;
use super::reply::{BODY_TIMEOUT, INTERNAL, TOO_SLOW};
use super::request_id;
use super::seen::Seen;
use crate::clock::monotonic;

/// A rest of a body up to this size is read before the answer, so that the connection can stay open.
const SHORT_REST_BYTES: u64 = 64 * 1024;
/// How long the answer waits for such a rest.
const SHORT_REST_WAIT: Duration = Duration::from_millis(250);

/// What all requests of one connection share.
#[derive(Clone)]
pub(super) struct Requests {
    pub(super) router: Router,
    pub(super) recorder: Recorder,
    pub(super) exchange: Arc<Exchange>,
    pub(super) deadlines: Deadlines,
    pub(super) peer: SocketAddr,
}

impl Requests {
    /// Answers one request; always answers.
    ///
    /// The exchange begins before the future is first polled: hyper may read from the socket in between.
    pub(super) fn answer(
        self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Response<AnswerBody>> {
        self.exchange.begin(request.body().is_end_stream());
        self.handle(request)
    }

    async fn handle(self, request: Request<Incoming>) -> Response<AnswerBody> {
        let (mut parts, incoming) = request.into_parts();
        let began = monotonic();
        let seen = Seen::default();
        let marks = self.recorder.mark(&parts.headers);
        let (id, trace) = &marks;
        let expects_continue = parts.headers.contains_key(EXPECT);
        let bodiless = incoming.is_end_stream();
        parts.extensions.insert(id.clone());
        parts.extensions.insert(Origin {
            request_id: Some(id.0.clone()),
            traceparent: Some(trace.traceparent()),
        });
        parts.extensions.insert(seen.clone());
        parts.extensions.insert(ConnectInfo(self.peer));
        let body = if bodiless {
            Body::empty()
        } else {
            let body = DeadlineBody::new(incoming, Arc::clone(&self.exchange), self.deadlines);
            Body::new(body)
        };

        let mut response = self.route(Request::from_parts(parts, body), id).await;
        // What the handler makes of a body that ends too early is its own guess.
        if self.exchange.body_timed_out() && response.status() != BODY_TIMEOUT.status {
            response = BODY_TIMEOUT.response(id);
        }
        let headers = response.headers_mut();
        headers.insert(request_id::HEADER, request_id::header_value(id));
        if !self.body_is_done(expects_continue).await {
            self.exchange.set_closes_early();
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        self.recorder
            .record(&marks, &seen, response.status(), monotonic() - began);
        response.map(|body| AnswerBody::new(body, self.exchange))
    }

    async fn route(&self, request: Request<Body>, id: &RequestId) -> Response {
        let mut router = self.router.clone();
        let handled = AssertUnwindSafe(async move { router.call(request).await }).catch_unwind();
        match tokio::time::timeout(self.deadlines.total, handled).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(panic)) => {
                let cause = panic_text(panic.as_ref());
                tracing::error!(request_id = %id.0, cause, "a handler panicked");
                INTERNAL.response(id)
            }
            Err(_) => {
                tracing::error!(request_id = %id.0, "the total deadline of a request was hit");
                TOO_SLOW.response(id)
            }
        }
    }

    /// Whether the request is read to its end, after discarding a short rest.
    async fn body_is_done(&self, expects_continue: bool) -> bool {
        if self.exchange.body_ended() {
            return true;
        }
        // Reading a body that waits for `100 Continue` would invite it.
        let rest = self.exchange.take_leftover();
        let Some(rest) = rest.filter(|_| !expects_continue && !self.exchange.body_timed_out())
        else {
            return false;
        };
        if rest
            .size_hint()
            .upper()
            .is_none_or(|upper| upper > SHORT_REST_BYTES)
        {
            return false;
        }
        tokio::time::timeout(SHORT_REST_WAIT, rest.collect())
            .await
            .is_ok_and(|read| read.is_ok())
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text")
}
