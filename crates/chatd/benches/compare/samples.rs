//! What is sent and answered in every comparison.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chat_types::{
    Chat, ChatEndUser, ChatMenu, ChatStatus, ParticipantStatus, SendMessageRequest, VirtualAgent,
};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::request;
use jiff::Timestamp;

use crate::Outcome;

/// The customer.
pub(crate) const SUBDOMAIN: &str = "demo";
/// The customer's token at servers that have no other; as long as a real one.
pub(crate) const TOKEN: &str = "5f1d1c86a8e9b7340c2d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70819223";
/// What the end user writes.
pub(crate) const TEXT: &str = "Where is my parcel? It was sent a week ago.";

/// The body of `POST /chats/{id}/message`.
pub(crate) fn message(from_user_id: i64) -> String {
    format!(r#"{{"from_user_id":{from_user_id},"message":{{"type":"text","content":"{TEXT}"}}}}"#)
}

/// The credentials of the customer, as the header has them.
pub(crate) fn basic(token: &str) -> String {
    let encoded = STANDARD.encode(format!("{SUBDOMAIN}:{token}"));
    format!("Basic {encoded}")
}

/// The body of a message as a value.
pub(crate) fn typed_message() -> Outcome<SendMessageRequest> {
    Ok(serde_json::from_str(&message(7))?)
}

/// A request with the headers that clients send.
pub(crate) fn request(method: &str, path: &str, body_bytes: Option<usize>) -> request::Builder {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, "127.0.0.1:8080")
        .header(USER_AGENT, "compare")
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, basic(TOKEN));
    match body_bytes {
        Some(bytes) => request
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, bytes),
        None => request,
    }
}

/// The answer to `GET /chats/{id}`.
pub(crate) fn chat() -> Chat {
    let at = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
    let assistant = VirtualAgent {
        id: 3,
        name: "Assistant".to_owned(),
        avatar_url: None,
        status: ParticipantStatus::Connected,
    };
    Chat {
        id: 1,
        status: ChatStatus::VaAssigned,
        status_text: "With the virtual agent".to_owned(),
        features: Vec::new(),
        created_at: at(1_795_168_200_125),
        ends_at: None,
        timeout_at: Some(at(1_795_171_800_125)),
        agent: None,
        virtual_agent: Some(assistant.clone()),
        all_agents: Vec::new(),
        all_virtual_agents: vec![assistant],
        lang: "en".to_owned(),
        menus: vec![
            ChatMenu {
                id: 1,
                name: "Parcels".to_owned(),
            },
            ChatMenu {
                id: 5,
                name: "Tracking".to_owned(),
            },
        ],
        end_user: ChatEndUser {
            id: 7,
            identifier: "ada@example.com".to_owned(),
        },
    }
}
