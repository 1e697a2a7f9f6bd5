//! The listener that the platform sends its webhooks to.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chat_webhook::{Secrets, Timestamp, Verifier};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use super::{Duration, EventMessageContent, Outcome, Settings, WebhookEvent};

/// Events that came and were not looked at yet, in the order in which they came.
pub(super) struct Receiver {
    incoming: UnboundedReceiver<WebhookEvent>,
    waiting: Vec<WebhookEvent>,
}

#[derive(Clone)]
struct Inbox {
    verifier: Arc<Verifier>,
    events: UnboundedSender<WebhookEvent>,
}

/// Nothing is believed before its signature was checked; the answer 401 makes the platform try again later.
#[expect(
    clippy::disallowed_methods,
    reason = "the age of a signature is real time"
)]
async fn receive(State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if inbox
        .verifier
        .verify(&headers, &body, Timestamp::now())
        .is_err()
    {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(event) = chat_webhook::parse(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    if inbox.events.send(event).is_ok() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

impl Receiver {
    /// Takes what comes to `listener`, as long as the program runs.
    pub(super) fn start(settings: &Settings, listener: TcpListener) -> Outcome<Self> {
        let (events, incoming) = unbounded_channel();
        let verifier = Arc::new(Verifier::new(Secrets::new(
            settings.webhook_secret.as_str(),
        )?));
        let router = Router::new()
            .route("/webhooks", post(receive))
            .with_state(Inbox { verifier, events });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            incoming,
            waiting: Vec::new(),
        })
    }

    /// The first event of the chat that is the wanted one, whether it came already or comes within 30 seconds.
    pub(super) async fn wait_for(
        &mut self,
        name: &str,
        chat: i64,
        wanted: impl Fn(&WebhookEvent) -> bool,
    ) -> Outcome<WebhookEvent> {
        let is_it = |event: &WebhookEvent| chat_id(event) == Some(chat) && wanted(event);
        if let Some(index) = self.waiting.iter().position(is_it) {
            return Ok(self.waiting.remove(index));
        }
        let next = async {
            while let Some(event) = self.incoming.recv().await {
                if is_it(&event) {
                    return Some(event);
                }
                self.waiting.push(event);
            }
            None
        };
        let event = timeout(Duration::from_secs(30), next).await;
        let event = event.map_err(|_| format!("no {name} for chat {chat} within 30 s"))?;
        Ok(event.ok_or("the receiver has stopped")?)
    }

    /// The next text that a participant of this kind says.
    pub(super) async fn text_from(&mut self, sender: &str, chat: i64) -> Outcome<String> {
        match self.message(sender, "text", chat).await? {
            EventMessageContent::String(text) => Ok(text),
            EventMessageContent::Object(_) => Err("a text without text".into()),
        }
    }

    /// The media id of the next file of this type that a participant of this kind shows.
    pub(super) async fn media_from(&mut self, sender: &str, kind: &str, chat: i64) -> Outcome<i64> {
        match self.message(sender, kind, chat).await? {
            EventMessageContent::Object(content) => {
                let id = content.get("media_id").and_then(serde_json::Value::as_i64);
                Ok(id.ok_or("a file without media_id")?)
            }
            EventMessageContent::String(_) => Err("a file that is text".into()),
        }
    }

    async fn message(
        &mut self,
        sender: &str,
        kind: &str,
        chat: i64,
    ) -> Outcome<EventMessageContent> {
        let name = format!("{kind} from {sender}");
        let event = self
            .wait_for(&name, chat, |event| match event {
                WebhookEvent::MessageReceived(it) => {
                    it.body.sender.r#type.as_str() == sender
                        && it.body.message.r#type.as_str() == kind
                }
                _ => false,
            })
            .await?;
        match event {
            WebhookEvent::MessageReceived(event) => Ok(event.body.message.content),
            _ => Err("another event than the one that was waited for".into()),
        }
    }
}

/// The chat of an event. An event of a type that this program does not know is of no chat that it waits for.
fn chat_id(event: &WebhookEvent) -> Option<i64> {
    Some(match event {
        WebhookEvent::ChatCreated(it) => it.chat_id,
        WebhookEvent::ChatResumed(it) => it.chat_id,
        WebhookEvent::MessageReceived(it) => it.chat_id,
        WebhookEvent::ParticipantJoined(it) => it.chat_id,
        WebhookEvent::ParticipantLeft(it) => it.chat_id,
        WebhookEvent::ChatEnded(it) => it.chat_id,
        WebhookEvent::ChatDismissed(it) => it.chat_id,
        WebhookEvent::EscalationStarted(it) => it.chat_id,
        WebhookEvent::EscalationAccepted(it) => it.chat_id,
        WebhookEvent::EscalationCanceled(it) => it.chat_id,
        WebhookEvent::EscalationDeflected(it) => it.chat_id,
        WebhookEvent::Other(_) => return None,
    })
}
