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
    /// A text with buttons under it. Pressing one is nothing of its own: the end user sends its title as a text.
    Buttons {
        /// What is asked, 1 to 10,000 characters.
        text: String,
        /// What may be answered, in order, 1 to [`MAX_BUTTONS`].
        buttons: Vec<Button>,
    },
}

/// A button under a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it shows, 1 to [`MAX_BUTTON_TITLE_CHARS`] characters.
    pub title: String,
    /// For the caller's client, 1 to [`MAX_BUTTON_PAYLOAD_CHARS`] characters; means nothing to the platform.
    pub payload: Option<String>,
}

/// The most buttons of one message.
pub const MAX_BUTTONS: usize = 20;
/// The longest title of a button, in characters.
pub const MAX_BUTTON_TITLE_CHARS: usize = 255;
/// The longest payload of a button, in characters.
pub const MAX_BUTTON_PAYLOAD_CHARS: usize = 1_024;

/// The longest text of a message, in characters.
pub const MAX_TEXT_CHARS: usize = 10_000;

impl MessageContent {
    /// Why nobody may send it: something in it is empty, too long or too much, or has U+0000 in it.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Text(text) | Self::Markdown(text) => text_fault(text),
            Self::Buttons { text, buttons } => text_fault(text).or_else(|| {
                if buttons.is_empty() || buttons.len() > MAX_BUTTONS {
                    return Some("a message has 1 to 20 buttons");
                }
                buttons.iter().find_map(Button::fault)
            }),
            Self::Photo(_) | Self::Video(_) | Self::Document(_) => None,
        }
    }

    /// The wire name of the message type.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Photo(_) => "photo",
            Self::Video(_) => "video",
            Self::Markdown(_) => "markdown",
            Self::Document(_) => "document",
            Self::Buttons { .. } => "inline_button",
        }
    }

    /// The media that the message shows.
    #[must_use]
    pub fn media_id(&self) -> Option<MediaId> {
        match self {
            Self::Text(_) | Self::Markdown(_) | Self::Buttons { .. } => None,
            Self::Photo(id) | Self::Video(id) | Self::Document(id) => Some(*id),
        }
    }
}

impl Button {
    /// As [`MessageContent::fault`].
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        let Self { title, payload } = self;
        if !fits(title, MAX_BUTTON_TITLE_CHARS) {
            return Some("the title of a button has 1 to 255 characters, none of them U+0000");
        }
        let payload = payload.as_deref()?;
        (!fits(payload, MAX_BUTTON_PAYLOAD_CHARS))
            .then_some("the payload of a button has 1 to 1,024 characters, none of them U+0000")
    }
}

fn text_fault(text: &str) -> Option<&'static str> {
    (!fits(text, MAX_TEXT_CHARS))
        .then_some("a text has 1 to 10,000 characters, none of them U+0000")
}

fn fits(text: &str, max_chars: usize) -> bool {
    !text.is_empty() && !text.contains('\0') && text.chars().nth(max_chars).is_none()
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
