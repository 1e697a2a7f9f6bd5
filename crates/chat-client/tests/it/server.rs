//! A server that remembers every request and answers from a list.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::any;
use axum::{Router, body::Body};
use chat_client::{Client, RetryPolicy};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method and path with query, such as `GET /chats/1`.
    pub(crate) line: String,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its whole body.
    pub(crate) body: Bytes,
}

impl Seen {
    /// A header as text, empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default()
    }
}

/// A running server.
pub(crate) struct Server {
    /// Where it listens, without a slash at the end.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Response<String>>,
    seen: Vec<Seen>,
}

impl Server {
    /// Starts a server that gives these answers, then 500.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Response<String>>) -> Self {
        let state = Arc::new(Mutex::new(State {
            answers: answers.into_iter().collect(),
            seen: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        let router = Router::new().fallback(any(move |request: Request| answer(shared, request)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// A client of the customer `demo` with token `s3cr3t` that waits for nothing.
    pub(crate) fn client(&self) -> Client {
        let at_once = RetryPolicy::default().first_delay(std::time::Duration::ZERO);
        Client::builder("demo", "s3cr3t")
            .base_url(&self.url)
            .retry(at_once)
            .build()
            .expect("a client")
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state
            .lock()
            .expect("no test panics with it")
            .seen
            .clone()
    }
}

async fn answer(state: Arc<Mutex<State>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body");
    let mut state = state.lock().expect("no test panics with it");
    let line = format!("{} {}", parts.method, parts.uri);
    state.seen.push(Seen {
        line,
        headers: parts.headers,
        body,
    });
    let next = state
        .answers
        .pop_front()
        .unwrap_or_else(|| empty(StatusCode::INTERNAL_SERVER_ERROR));
    next.map(Body::from)
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response<String> {
    let mut response = Response::new(String::new());
    *response.status_mut() = status;
    response
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, text: &str) -> Response<String> {
    let mut response = Response::new(text.to_owned());
    *response.status_mut() = status;
    response.headers_mut().insert(
        "content-type",
        "application/json".parse().expect("a header"),
    );
    response
}

/// An answer in the API's error schema, with a header.
pub(crate) fn refusal(
    status: StatusCode,
    message: &str,
    header: Option<(&'static str, &str)>,
) -> Response<String> {
    let mut response = json(status, &format!("{{\"message\":\"{message}\"}}"));
    if let Some((name, value)) = header {
        response
            .headers_mut()
            .insert(name, value.parse().expect("a header"));
    }
    response
}
