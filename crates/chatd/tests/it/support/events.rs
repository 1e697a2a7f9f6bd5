//! A receiver of webhooks on the loopback, which believes only what is signed.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use chat_client::types::WebhookEvent;
use chat_webhook::{Secrets, Verifier};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::server::WebhookSecrets;
use super::{Server, soon};

/// One delivery whose signature is right.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The header `webhook-id`, the same at every attempt.
    pub(crate) id: String,
    /// The header `x-request-id`, of what brought the event about.
    pub(crate) request_id: Option<String>,
    /// The header `traceparent`.
    pub(crate) traceparent: Option<String>,
    pub(crate) chat_id: i64,
    pub(crate) event_type: String,
    pub(crate) json: Value,
}

/// A listening receiver.
pub(crate) struct Events {
    address: SocketAddr,
    verifier: Arc<OnceLock<Verifier>>,
    incoming: UnboundedReceiver<Event>,
    waiting: Vec<Event>,
}

#[derive(Clone)]
struct Inbox {
    verifier: Arc<OnceLock<Verifier>>,
    events: UnboundedSender<Event>,
}

impl Events {
    /// Listens on a free port. Nothing is believed before [`Events::trust`].
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (events, incoming) = unbounded_channel();
        let verifier = Arc::new(OnceLock::new());
        let inbox = Inbox {
            verifier: Arc::clone(&verifier),
            events,
        };
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(inbox);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            verifier,
            incoming,
            waiting: Vec::new(),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Believes what is signed with these secrets.
    pub(crate) fn trust(&self, secrets: &WebhookSecrets) {
        let known = Secrets::new(secrets.primary.as_str()).expect("a secret");
        let known = known
            .with_secondary(secrets.secondary.as_str())
            .expect("a secret");
        // The same secrets again after a restart.
        let _ = self.verifier.set(Verifier::new(known));
    }

    /// The next delivery, whatever it is.
    pub(crate) async fn next(&mut self) -> Event {
        if !self.waiting.is_empty() {
            return self.waiting.remove(0);
        }
        soon(self.incoming.recv()).await.expect("the receiver runs")
    }

    /// Everything that has arrived by now and was not looked at yet.
    pub(crate) fn arrived(&mut self) -> Vec<Event> {
        let mut all = std::mem::take(&mut self.waiting);
        while let Ok(event) = self.incoming.try_recv() {
            all.push(event);
        }
        all
    }

    /// The first delivery of this type for the chat that was not looked at yet; those of others stay for later.
    pub(crate) async fn of(&mut self, chat_id: i64, event_type: &str) -> Value {
        self.event(chat_id, event_type).await.json
    }

    /// As [`of`](Self::of), with its headers.
    pub(crate) async fn event(&mut self, chat_id: i64, event_type: &str) -> Event {
        self.find(|event| event.chat_id == chat_id && event.event_type == event_type)
            .await
    }

    /// The text of the next message for the chat from this kind of participant.
    pub(crate) async fn text(&mut self, chat_id: i64, sender: &str) -> String {
        let found = self.message(chat_id, sender, "text").await;
        found["body"]["message"]["content"]
            .as_str()
            .expect("a text")
            .to_owned()
    }

    /// The next message of this type for the chat from this kind of participant.
    pub(crate) async fn message(&mut self, chat_id: i64, sender: &str, kind: &str) -> Value {
        let is_it = |event: &Event| {
            event.chat_id == chat_id
                && event.event_type == "message_received"
                && event.json["body"]["sender"]["type"] == sender
                && event.json["body"]["message"]["type"] == kind
        };
        self.find(is_it).await.json
    }

    /// Every type that came for the chat up to and with `last`, in order.
    pub(crate) async fn types_until(&mut self, chat_id: i64, last: &str) -> Vec<String> {
        let mut types = Vec::new();
        while types.last().is_none_or(|it| it != last) {
            types.push(self.find(|event| event.chat_id == chat_id).await.event_type);
        }
        types
    }

    /// Asserts that no delivery of this type for the chat came that was not looked at yet.
    #[track_caller]
    pub(crate) fn none_left_of(&mut self, chat_id: i64, event_type: &str) {
        while let Ok(event) = self.incoming.try_recv() {
            self.waiting.push(event);
        }
        let left = self
            .waiting
            .iter()
            .find(|event| event.chat_id == chat_id && event.event_type == event_type);
        assert!(left.is_none(), "{left:?}");
    }

    async fn find(&mut self, is_it: impl Fn(&Event) -> bool) -> Event {
        if let Some(index) = self.waiting.iter().position(&is_it) {
            return self.waiting.remove(index);
        }
        loop {
            let next = soon(self.incoming.recv()).await.expect("the receiver runs");
            if is_it(&next) {
                return next;
            }
            self.waiting.push(next);
        }
    }
}

impl Server {
    /// With a receiver that trusts it.
    pub(crate) async fn start_with_events(flags: &[&str]) -> (Self, Events) {
        let events = Events::listen().await;
        let server = Self::start(&[&["--webhook-url", &events.url()], flags].concat()).await;
        events.trust(&server.ready.webhook_secrets);
        (server, events)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the age of a signature is real time"
)]
async fn receive(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(verifier) = inbox.verifier.get() else {
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    if verifier
        .verify(&headers, &body, chat_webhook::Timestamp::now())
        .is_err()
    {
        return StatusCode::UNAUTHORIZED;
    }
    let json: Value = serde_json::from_slice(&body).expect("a signed body is JSON");
    // What is typed must read as one of the documented events, and write the same again.
    let typed: WebhookEvent = serde_json::from_slice(&body).expect("an event");
    assert!(
        !matches!(typed, WebhookEvent::Other(_)),
        "undocumented: {json}"
    );
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), json);
    let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let event = Event {
        id: headers["webhook-id"].to_str().expect("ASCII").to_owned(),
        request_id: text("x-request-id"),
        traceparent: text("traceparent"),
        chat_id: json["chat_id"].as_i64().expect("an id"),
        event_type: json["event_type"].as_str().expect("a type").to_owned(),
        json,
    };
    match inbox.events.send(event) {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
