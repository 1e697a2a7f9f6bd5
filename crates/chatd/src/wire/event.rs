//! Events as webhook bodies, and what the CRM is told.

use chat_core as domain;
use chat_types as wire;
use domain::{
    CrmRecords, Event, EventBody, EventEncoder, EventSender, MessageContent, Participant,
};
use serde_json::json;
use wire::WebhookEvent;

/// Renders events as the JSON of `WebhookEvent`.
#[derive(Clone, Copy, Debug, Default)]
pub struct WireEncoder;

impl EventEncoder for WireEncoder {
    fn encode(&self, event: &Event) -> Vec<u8> {
        // Maps with string keys and finite numbers only: there is nothing that JSON could not carry.
        serde_json::to_vec(&webhook_event(event)).unwrap_or_default()
    }

    fn encode_contact(&self, records: &CrmRecords) -> Vec<u8> {
        super::contact::contact_updated(records)
            .to_string()
            .into_bytes()
    }
}

/// The webhook body of an event.
fn webhook_event(event: &Event) -> WebhookEvent {
    let Event {
        id: _,
        seq: _,
        chat_id,
        timestamp,
        body,
    } = event;
    let (chat_id, timestamp) = (chat_id.0, *timestamp);
    macro_rules! event {
        ($variant:ident, $type:ident, $body:expr) => {
            WebhookEvent::$variant(wire::$type {
                timestamp,
                chat_id,
                body: $body,
            })
        };
    }
    match body {
        EventBody::ChatCreated(view) => {
            event!(ChatCreated, ChatCreatedEvent, super::chat((**view).clone()))
        }
        EventBody::ChatResumed(view) => {
            event!(ChatResumed, ChatResumedEvent, super::chat((**view).clone()))
        }
        EventBody::MessageReceived { sender, message } => event!(
            MessageReceived,
            MessageReceivedEvent,
            message_received(sender, message)
        ),
        EventBody::ParticipantJoined(who) => {
            event!(ParticipantJoined, ParticipantJoinedEvent, participant(who))
        }
        EventBody::ParticipantLeft(who) => {
            event!(ParticipantLeft, ParticipantLeftEvent, participant(who))
        }
        EventBody::ChatEnded {
            status,
            fail_reason,
            ends_at,
            ended_by,
        } => event!(
            ChatEnded,
            ChatEndedEvent,
            wire::ChatEndedBody {
                status: status.as_str().into(),
                status_text: status.text().to_owned(),
                fail_reason: fail_reason.as_str().into(),
                ends_at: *ends_at,
                ended_by: ended_by.map(|actor| wire::EndedBy {
                    id: actor.id(),
                    r#type: actor.kind().into(),
                }),
            }
        ),
        EventBody::ChatDismissed { status, timeout_at } => event!(
            ChatDismissed,
            ChatDismissedEvent,
            wire::ChatDismissedBody {
                status: status.as_str().into(),
                timeout_at: *timeout_at,
            }
        ),
        EventBody::EscalationStarted(it) => event!(
            EscalationStarted,
            EscalationStartedEvent,
            escalation(chat_id, it)
        ),
        EventBody::EscalationAccepted(it) => event!(
            EscalationAccepted,
            EscalationAcceptedEvent,
            escalation(chat_id, it)
        ),
        EventBody::EscalationCanceled(it) => event!(
            EscalationCanceled,
            EscalationCanceledEvent,
            escalation(chat_id, it)
        ),
        EventBody::EscalationDeflected(it) => event!(
            EscalationDeflected,
            EscalationDeflectedEvent,
            escalation(chat_id, it)
        ),
    }
}

fn message_received(sender: &EventSender, message: &domain::Message) -> wire::MessageReceivedBody {
    let EventSender {
        actor,
        status,
        connected_at,
    } = sender;
    let domain::Message {
        seq,
        sender: _,
        content,
        sent_at,
    } = message;
    wire::MessageReceivedBody {
        sender: wire::EventSender {
            id: actor.id(),
            r#type: actor.kind().into(),
            status: status.as_str().into(),
            connected_at: *connected_at,
        },
        message: wire::EventMessage {
            r#type: content.type_name().into(),
            content: self::content(content),
            seq: Some(seq.0),
            sent_at: Some(*sent_at),
        },
    }
}

/// What a message says, as events and turns of virtual agents carry it.
pub(crate) fn content(content: &MessageContent) -> wire::EventMessageContent {
    match content {
        MessageContent::Text(text) | MessageContent::Markdown(text) => {
            wire::EventMessageContent::String(text.clone())
        }
        MessageContent::Photo(id) | MessageContent::Video(id) | MessageContent::Document(id) => {
            wire::EventMessageContent::Object(serde_json::Map::from_iter([(
                "media_id".to_owned(),
                json!(id.0),
            )]))
        }
        MessageContent::Buttons { text, buttons } => {
            let buttons: Vec<_> = buttons.iter().map(button).collect();
            wire::EventMessageContent::Object(serde_json::Map::from_iter([
                ("text".to_owned(), json!(text)),
                ("buttons".to_owned(), json!(buttons)),
            ]))
        }
    }
}

fn button(button: &domain::Button) -> serde_json::Value {
    let domain::Button { title, payload } = button;
    match payload {
        Some(payload) => json!({"title": title, "payload": payload}),
        None => json!({"title": title}),
    }
}

fn participant(participant: &Participant) -> wire::ParticipantBody {
    wire::ParticipantBody {
        participant: wire::Participant {
            id: participant.actor().id(),
            r#type: participant.actor().kind().into(),
            name: Some(participant.name().to_owned()),
            status: participant.status().as_str().into(),
            connected_at: participant.connected_at(),
        },
    }
}

fn escalation(chat_id: i64, escalation: &domain::Escalation) -> wire::EscalationBody {
    let domain::Escalation {
        id,
        status,
        reason,
        queue: _,
        deflection,
        chosen: _,
        started_at: _,
    } = escalation;
    wire::EscalationBody {
        escalation: wire::EventEscalation {
            id: id.0,
            chat_id,
            status: status.as_str().into(),
            reason: reason.as_str().into(),
        },
        deflection: deflection.as_ref().map(|it| wire::Deflection {
            reason: it.reason.as_str().into(),
            channels: it.channels.iter().map(option).collect(),
        }),
    }
}

fn option(option: &domain::DeflectionOption) -> wire::DeflectionOption {
    let domain::DeflectionOption { channel, links } = option;
    wire::DeflectionOption {
        channel: channel.as_str().into(),
        links: links
            .iter()
            .map(
                |domain::DeflectionLink { name, url }| wire::DeflectionLink {
                    name: name.clone(),
                    url: url.clone(),
                },
            )
            .collect(),
    }
}
