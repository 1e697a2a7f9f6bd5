//! Messages and pre-chat transcripts.

use chat_core as domain;
use chat_types as wire;
use domain::{MediaId, MessageContent};
use wire::OutgoingMessage;

/// What a caller sends. Text in an object is the same as text.
pub(crate) fn outgoing_content(message: OutgoingMessage) -> MessageContent {
    match message {
        OutgoingMessage::Text(wire::TextMessage { content }) => {
            MessageContent::Text(match content {
                wire::TextContent::String(text) => text,
                wire::TextContent::TextObject(wire::TextObject { text }) => text,
            })
        }
        OutgoingMessage::Photo(wire::PhotoMessage { content }) => {
            MessageContent::Photo(media_id(&content))
        }
        OutgoingMessage::Video(wire::VideoMessage { content }) => {
            MessageContent::Video(media_id(&content))
        }
    }
}

fn media_id(content: &wire::MediaContent) -> MediaId {
    let wire::MediaContent { media_id } = content;
    MediaId(*media_id)
}

/// The history that a chat is created with.
pub(crate) fn transcript(transcript: wire::Transcript) -> Vec<domain::TranscriptEntry> {
    let wire::TranscriptEntries(entries) = match transcript {
        wire::Transcript::TranscriptEntries(entries) => entries,
        wire::Transcript::TranscriptEnvelope(wire::TranscriptEnvelope { transcript }) => transcript,
    };
    entries.into_iter().map(entry).collect()
}

fn entry(entry: wire::TranscriptEntry) -> domain::TranscriptEntry {
    let wire::TranscriptEntry {
        sender,
        timestamp,
        content,
    } = entry;
    domain::TranscriptEntry {
        sender: match sender {
            wire::TranscriptSender::EndUser => domain::TranscriptSender::EndUser,
            wire::TranscriptSender::VirtualAgent => domain::TranscriptSender::VirtualAgent,
            wire::TranscriptSender::Agent => domain::TranscriptSender::Agent,
        },
        timestamp,
        content: content.into_iter().map(part).collect(),
    }
}

fn part(part: wire::TranscriptContent) -> domain::TranscriptContent {
    match part {
        wire::TranscriptContent::Text(wire::TranscriptText { text }) => {
            domain::TranscriptContent::Text(text)
        }
        wire::TranscriptContent::Buttons(wire::TranscriptButtons { buttons }) => {
            domain::TranscriptContent::Buttons(buttons.into_iter().map(button).collect())
        }
        wire::TranscriptContent::Media(wire::TranscriptMedia {
            media: wire::TranscriptMediaFile { r#type, url },
        }) => domain::TranscriptContent::Media {
            media_type: r#type,
            url,
        },
    }
}

fn button(button: wire::TranscriptButton) -> domain::TranscriptButton {
    let wire::TranscriptButton { label, selected } = button;
    domain::TranscriptButton {
        label,
        selected: selected.unwrap_or(false),
    }
}
