//! Who the demo agents are, and which of them takes a chat.

use chat_core::{AgentId, AgentProfile, ChatId};

/// Id, full name, first name, picture.
const ROSTER: [(i64, &str, &str, &str); 2] = [
    (
        1,
        "Grace Rivera",
        "Grace",
        "https://example.com/avatars/grace.png",
    ),
    (
        2,
        "Samuel Okafor",
        "Samuel",
        "https://example.com/avatars/samuel.png",
    ),
];

/// The agent that takes a chat: always the same one for the same chat, so that it returns to who knows it.
#[must_use]
pub fn agent_for(chat: ChatId) -> AgentProfile {
    let turn = chat.0.unsigned_abs() % ROSTER.len() as u64;
    let index = usize::try_from(turn).unwrap_or_default();
    let (id, name, first_name, avatar_url) = ROSTER[index];
    AgentProfile {
        id: AgentId(id),
        name: name.to_owned(),
        first_name: first_name.to_owned(),
        avatar_url: Some(avatar_url.to_owned()),
    }
}
