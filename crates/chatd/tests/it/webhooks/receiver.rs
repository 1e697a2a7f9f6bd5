//! A receiver on the loopback that remembers what came and answers as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, Uri};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::PATIENCE;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("{name} is there"));
        value.to_str().expect("ASCII")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn chat(&self) -> i64 {
        self.json()["chat_id"].as_i64().expect("a number")
    }

    pub(crate) fn event_seq(&self) -> i64 {
        self.json()["body"]["event_seq"].as_i64().expect("a number")
    }

    pub(crate) fn attempt(&self) -> &str {
        self.header("x-webhook-attempt")
    }
}

/// How it answers a request.
pub(crate) enum Reply {
    Status(u16),
    With(u16, &'static str, String),
    /// Never.
    Hang,
}

/// A running receiver.
pub(crate) struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    count: watch::Receiver<usize>,
}

impl Receiver {
    /// Answers every request by `reply`.
    pub(crate) async fn start(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let received = Arc::new(Mutex::new(Vec::new()));
        let (sender, count) = watch::channel(0);
        let seen = Arc::clone(&received);
        let reply = Arc::new(reply);
        let handler = move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let request = Received {
                path: uri.path().to_owned(),
                headers,
                body,
            };
            let answer = reply(&request);
            seen.lock().expect("not poisoned").push(request);
            sender.send_modify(|count| *count += 1);
            answered(answer)
        };
        let router = Router::new().fallback(handler);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            received,
            count,
        }
    }

    /// A receiver that accepts everything.
    pub(crate) async fn accepting() -> Self {
        Self::start(|_| Reply::Status(204)).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Everything received, once there are `count` requests.
    pub(crate) async fn received(&self, count: usize) -> Vec<Received> {
        let mut seen = self.count.clone();
        let waited = seen.wait_for(|seen| *seen >= count);
        let waited = tokio::time::timeout(PATIENCE, waited).await.is_ok();
        let received = self.received.lock().expect("not poisoned").clone();
        assert!(waited, "{} of {count} came", received.len());
        received
    }

    /// How many requests came so far.
    pub(crate) fn count(&self) -> usize {
        *self.count.borrow()
    }
}

async fn answered(reply: Reply) -> Response {
    let status = |status| StatusCode::from_u16(status).expect("a status");
    match reply {
        Reply::Status(code) => status(code).into_response(),
        Reply::With(code, header, value) => (status(code), [(header, value)]).into_response(),
        Reply::Hang => {
            tokio::time::sleep(Duration::from_secs(600)).await;
            StatusCode::OK.into_response()
        }
    }
}
