//! A chat as the answer shows it.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::{Serialize, Serializer};

use crate::samples;

#[derive(Clone, Serialize)]
pub(super) struct ChatView {
    id: i64,
    status: Status,
    status_text: String,
    features: Vec<String>,
    #[serde(serialize_with = "write_time")]
    created_at: Timestamp,
    #[serde(serialize_with = "write_optional_time")]
    ends_at: Option<Timestamp>,
    #[serde(serialize_with = "write_optional_time")]
    timeout_at: Option<Timestamp>,
    agent: Option<Agent>,
    virtual_agent: Option<VirtualAgent>,
    all_agents: Vec<Agent>,
    all_virtual_agents: Vec<VirtualAgent>,
    lang: String,
    menus: Vec<Menu>,
    end_user: EndUser,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    VaAssigned,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case")]
enum ParticipantStatus {
    Connected,
}

#[derive(Clone, Serialize)]
struct Agent {
    id: i64,
    name: String,
    first_name: String,
    avatar_url: Option<String>,
    status: ParticipantStatus,
}

#[derive(Clone, Serialize)]
struct VirtualAgent {
    id: i64,
    name: String,
    avatar_url: Option<String>,
    status: ParticipantStatus,
}

#[derive(Clone, Serialize)]
struct Menu {
    id: i64,
    name: String,
}

#[derive(Clone, Serialize)]
struct EndUser {
    id: i64,
    identifier: String,
}

/// The chat of the samples.
pub(super) fn chat() -> ChatView {
    let chat = samples::chat();
    let assistants: Vec<_> = chat
        .all_virtual_agents
        .into_iter()
        .map(|it| VirtualAgent {
            id: it.id,
            name: it.name,
            avatar_url: it.avatar_url,
            status: ParticipantStatus::Connected,
        })
        .collect();
    let menus = chat.menus.into_iter().map(|it| Menu {
        id: it.id,
        name: it.name,
    });
    ChatView {
        id: chat.id,
        status: Status::VaAssigned,
        status_text: chat.status_text,
        features: chat.features,
        created_at: chat.created_at,
        ends_at: chat.ends_at,
        timeout_at: chat.timeout_at,
        agent: None,
        virtual_agent: assistants.first().cloned(),
        all_agents: Vec::new(),
        all_virtual_agents: assistants,
        lang: chat.lang,
        menus: menus.collect(),
        end_user: EndUser {
            id: chat.end_user.id,
            identifier: chat.end_user.identifier,
        },
    }
}

fn write_time<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    serializer.serialize_str(&PRINTER.timestamp_to_string(time))
}

#[expect(
    clippy::ref_option,
    reason = "serde hands over a reference to the field"
)]
fn write_optional_time<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => write_time(time, serializer),
        None => serializer.serialize_none(),
    }
}
