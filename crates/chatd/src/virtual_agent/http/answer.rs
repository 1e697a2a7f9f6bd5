//! What a server answers.

use chat_core::{Button, Escalate, EscalationReason, MenuId, MessageContent, VaAction};
use serde::Deserialize;
use thiserror::Error;

use crate::virtual_agent::Turn;

/// The most replies of one turn.
pub const MAX_REPLIES: usize = 20;

/// Why an answer is not understood. Nothing of the answer is in it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(super) enum AnswerError {
    #[error("the answer is not understood: {what} in line {line}, column {column}")]
    Malformed {
        what: &'static str,
        line: usize,
        column: usize,
    },
    #[error("the answer has more than {MAX_REPLIES} replies")]
    TooManyReplies,
    #[error("reply {number} cannot be sent: {why}")]
    Reply { number: usize, why: &'static str },
    #[error("the escalation has an unknown reason")]
    Reason,
}

/// The whole answer; unknown keys are ignored.
#[derive(Deserialize)]
struct AnswerBody {
    #[serde(default)]
    replies: Vec<ReplyBody>,
    #[serde(default)]
    action: ActionBody,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ReplyBody {
    Text {
        text: String,
    },
    Markdown {
        text: String,
    },
    Buttons {
        text: String,
        buttons: Vec<ButtonBody>,
    },
}

#[derive(Deserialize)]
struct ButtonBody {
    title: String,
    payload: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ActionBody {
    #[default]
    None,
    Escalate {
        menu_id: Option<i64>,
        reason: Option<String>,
        #[serde(default)]
        force: bool,
    },
    End,
}

/// Reads an answer.
pub(super) fn read(body: &[u8]) -> Result<Turn, AnswerError> {
    // A list would be read as the values of the keys, in their order.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(AnswerError::Malformed {
            what: "no object",
            line: 1,
            column: 1,
        });
    }
    let AnswerBody { replies, action } =
        serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    if replies.len() > MAX_REPLIES {
        return Err(AnswerError::TooManyReplies);
    }
    let replies: Vec<_> = replies.into_iter().map(content).collect();
    for (number, reply) in (1..).zip(&replies) {
        if let Some(why) = reply.fault() {
            return Err(AnswerError::Reply { number, why });
        }
    }
    Ok(Turn {
        replies,
        action: domain_action(action)?,
    })
}

fn malformed(error: &serde_json::Error) -> AnswerError {
    AnswerError::Malformed {
        what: match error.classify() {
            serde_json::error::Category::Data => "a value of another kind",
            _ => "a fault of the JSON",
        },
        line: error.line(),
        column: error.column(),
    }
}

fn content(reply: ReplyBody) -> MessageContent {
    match reply {
        ReplyBody::Text { text } => MessageContent::Text(text),
        ReplyBody::Markdown { text } => MessageContent::Markdown(text),
        ReplyBody::Buttons { text, buttons } => {
            let button = |ButtonBody { title, payload }| Button { title, payload };
            MessageContent::Buttons {
                text,
                buttons: buttons.into_iter().map(button).collect(),
            }
        }
    }
}

fn domain_action(action: ActionBody) -> Result<VaAction, AnswerError> {
    Ok(match action {
        ActionBody::None => VaAction::None,
        ActionBody::End => VaAction::End,
        ActionBody::Escalate {
            menu_id,
            reason,
            force,
        } => VaAction::Escalate(Escalate {
            reason: match reason {
                Some(name) => EscalationReason::parse(&name).ok_or(AnswerError::Reason)?,
                None => EscalationReason::ByVirtualAgent,
            },
            force,
            target: menu_id.map(MenuId),
        }),
    })
}

#[cfg(test)]
mod tests;
