//! Messages and the history that a chat may be created with.

use jiff::Timestamp;

use crate::ids::{MediaId, MessageSeq};
use crate::participant::Actor;

/// A message of a chat. Immutable once written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place in the chat.
    pub seq: MessageSeq,
    /// Who wrote it.
    pub sender: Actor,
    /// What it says.
    pub content: MessageContent,
    /// When it was accepted.
    pub sent_at: Timestamp,
}

/// What a message says. End users send the first three; agents and virtual agents any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageContent {
    /// Plain text, 1 to 10,000 characters.
    Text(String),
    /// A photo attached to the chat.
    Photo(MediaId),
    /// A video attached to the chat.
    Video(MediaId),
    /// Text in Markdown.
    Markdown(String),
    /// Any other file, attached by an agent.
    Document(MediaId),
}

impl MessageContent {
    /// The wire name of the message type.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Photo(_) => "photo",
            Self::Video(_) => "video",
            Self::Markdown(_) => "markdown",
            Self::Document(_) => "document",
        }
    }

    /// The media that the message shows.
    #[must_use]
    pub fn media_id(&self) -> Option<MediaId> {
        match self {
            Self::Text(_) | Self::Markdown(_) => None,
            Self::Photo(id) | Self::Video(id) | Self::Document(id) => Some(*id),
        }
    }
}

/// What a chat is created with beside its parameters; immutable, kept apart from the chat's state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatContext {
    /// The unsigned data parameter for the virtual agent (`context.value`). Never trusted for flags.
    pub context: Option<serde_json::Map<String, serde_json::Value>>,
    /// The conversation before the chat. Not messages: no sequence, no webhooks, no activity.
    pub transcript: Vec<TranscriptEntry>,
}

/// One utterance of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptEntry {
    /// Who spoke.
    pub sender: TranscriptSender,
    /// When.
    pub timestamp: Timestamp,
    /// What, in order.
    pub content: Vec<TranscriptContent>,
}

/// Who spoke in the history; the history carries no ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptSender {
    /// The person chatting.
    EndUser,
    /// A virtual agent.
    VirtualAgent,
    /// A human agent.
    Agent,
}

/// A part of an utterance of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TranscriptContent {
    /// Plain text.
    Text(String),
    /// Buttons that were offered.
    Buttons(Vec<TranscriptButton>),
    /// A file that was shown.
    Media {
        /// The caller's name of the kind of file.
        media_type: String,
        /// Where the caller keeps it.
        url: String,
    },
}

/// A button that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptButton {
    /// Its text.
    pub label: String,
    /// Whether the end user pressed it.
    pub selected: bool,
}
