//! A virtual agent's server on the loopback: believes only what is signed, remembers it, answers as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Response};
use chat_core::{HttpVirtualAgent, KeyPair, VirtualAgentBackend};
use chat_webhook::{Secrets, Verifier};
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, StatusCode};
use jiff::SignedDuration;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::PATIENCE;

pub(super) const SECRET: &str = "secret of the virtual agent";

/// How it answers a turn.
pub(super) enum Reply {
    Json(Value),
    Status(u16),
    Text(String),
    Redirect(String),
    /// Never.
    Hang,
    /// When the signal is given.
    Held(watch::Receiver<bool>, Value),
}

/// A running server.
pub(super) struct VaServer {
    address: SocketAddr,
    turns: Arc<Mutex<Vec<Value>>>,
    count: watch::Receiver<usize>,
}

impl VaServer {
    /// Answers each turn, given its number from 1, by `reply`.
    pub(super) async fn start(
        reply: impl Fn(usize, &Value) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let turns = Arc::new(Mutex::new(Vec::new()));
        let (sender, count) = watch::channel(0);
        let seen = Arc::clone(&turns);
        let reply = Arc::new(reply);
        let handler = move |headers: HeaderMap, body: Bytes| {
            let turn = believed(&headers, &body);
            let mut turns = seen.lock().expect("not poisoned");
            turns.push(turn.clone());
            let answer = reply(turns.len(), &turn);
            sender.send_replace(turns.len());
            answered(answer)
        };
        let router = Router::new().fallback(handler);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            turns,
            count,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/turn", self.address)
    }

    /// A virtual agent that it answers for.
    pub(super) fn backend(&self, timeout: SignedDuration) -> VirtualAgentBackend {
        backend(self.url(), timeout)
    }

    /// Every turn so far, once there are `count` of them.
    pub(super) async fn turns(&self, count: usize) -> Vec<Value> {
        let mut seen = self.count.clone();
        let waited = seen.wait_for(|seen| *seen >= count);
        let waited = tokio::time::timeout(PATIENCE, waited).await.is_ok();
        let turns = self.turns.lock().expect("not poisoned").clone();
        assert!(waited, "{} of {count} came", turns.len());
        turns
    }
}

/// A virtual agent that a server at this URL answers for.
pub(super) fn backend(url: String, timeout: SignedDuration) -> VirtualAgentBackend {
    VirtualAgentBackend::Http(HttpVirtualAgent {
        url,
        secret: KeyPair::new(SECRET.to_owned()),
        timeout,
    })
}

/// The turn, whose signature must be right.
#[expect(
    clippy::disallowed_methods,
    reason = "the age of a signature is real time"
)]
fn believed(headers: &HeaderMap, body: &[u8]) -> Value {
    let verifier = Verifier::new(Secrets::new(SECRET).expect("a secret"));
    verifier
        .verify(headers, body, chat_webhook::Timestamp::now())
        .expect("signed");
    assert_eq!(headers[CONTENT_TYPE], "application/json");
    serde_json::from_slice(body).expect("JSON")
}

async fn answered(reply: Reply) -> Response {
    match reply {
        Reply::Json(value) => axum::Json(value).into_response(),
        Reply::Status(code) => StatusCode::from_u16(code)
            .expect("a status")
            .into_response(),
        Reply::Text(text) => text.into_response(),
        Reply::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response(),
        Reply::Hang => std::future::pending().await,
        Reply::Held(mut signal, value) => {
            // A test that is over gives no signal any more.
            let _ = signal.wait_for(|given| *given).await;
            axum::Json(value).into_response()
        }
    }
}
