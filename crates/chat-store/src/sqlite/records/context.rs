//! The history that a chat was created with, as stored.

use chat_core::{TranscriptButton, TranscriptContent, TranscriptEntry, TranscriptSender};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::named::Named;

/// [`TranscriptEntry`]
#[derive(Serialize, Deserialize)]
pub(crate) struct TranscriptRecord {
    sender: Named<TranscriptSender>,
    timestamp: Timestamp,
    content: Vec<ContentRecord>,
}

/// [`TranscriptContent`]; a button is its label and whether it was pressed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ContentRecord {
    Text(String),
    Buttons(Vec<(String, bool)>),
    Media { media_type: String, url: String },
}

impl From<&TranscriptEntry> for TranscriptRecord {
    fn from(entry: &TranscriptEntry) -> Self {
        let TranscriptEntry {
            sender,
            timestamp,
            content,
        } = entry;
        Self {
            sender: Named(*sender),
            timestamp: *timestamp,
            content: content.iter().map(Into::into).collect(),
        }
    }
}

impl From<TranscriptRecord> for TranscriptEntry {
    fn from(record: TranscriptRecord) -> Self {
        Self {
            sender: record.sender.0,
            timestamp: record.timestamp,
            content: record.content.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<&TranscriptContent> for ContentRecord {
    fn from(content: &TranscriptContent) -> Self {
        match content.clone() {
            TranscriptContent::Text(text) => Self::Text(text),
            TranscriptContent::Buttons(buttons) => {
                let button = |TranscriptButton { label, selected }| (label, selected);
                Self::Buttons(buttons.into_iter().map(button).collect())
            }
            TranscriptContent::Media { media_type, url } => Self::Media { media_type, url },
        }
    }
}

impl From<ContentRecord> for TranscriptContent {
    fn from(record: ContentRecord) -> Self {
        match record {
            ContentRecord::Text(text) => Self::Text(text),
            ContentRecord::Buttons(buttons) => {
                let button = |(label, selected)| TranscriptButton { label, selected };
                Self::Buttons(buttons.into_iter().map(button).collect())
            }
            ContentRecord::Media { media_type, url } => Self::Media { media_type, url },
        }
    }
}
