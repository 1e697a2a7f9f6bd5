//! The body of a message, and its bounds.

use serde::Deserialize;

use super::MAX_ID;
use super::problem::Detail;

/// Characters of the longest text.
const LONGEST: usize = 10_000;

#[derive(Deserialize)]
pub(super) struct SendMessage {
    from_user_id: i64,
    message: Message,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Message {
    Text { content: TextContent },
    Photo { content: MediaContent },
    Video { content: MediaContent },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TextContent {
    Plain(String),
    Object { text: String },
}

#[derive(Deserialize)]
struct MediaContent {
    media_id: i64,
}

impl SendMessage {
    /// Everything that is out of bounds.
    pub(super) fn check(&self) -> Vec<Detail> {
        let mut details = Vec::new();
        check_id(&mut details, "/from_user_id", self.from_user_id);
        match &self.message {
            Message::Text {
                content: TextContent::Plain(text),
            } => check_text(&mut details, "/message/content", text),
            Message::Text {
                content: TextContent::Object { text },
            } => check_text(&mut details, "/message/content/text", text),
            Message::Photo { content } | Message::Video { content } => {
                check_id(&mut details, "/message/content/media_id", content.media_id);
            }
        }
        details
    }
}

fn check_id(details: &mut Vec<Detail>, pointer: &str, id: i64) {
    if !(1..=MAX_ID).contains(&id) {
        details.push(Detail {
            pointer: pointer.to_owned(),
            detail: format!("must be from 1 to {MAX_ID}"),
        });
    }
}

fn check_text(details: &mut Vec<Detail>, pointer: &str, text: &str) {
    let detail = if text.is_empty() {
        "must not be empty".to_owned()
    } else if text.len() > LONGEST && text.chars().count() > LONGEST {
        format!("must have at most {LONGEST} characters")
    } else if text.contains('\0') {
        "must not contain U+0000".to_owned()
    } else {
        return;
    };
    details.push(Detail {
        pointer: pointer.to_owned(),
        detail,
    });
}
