//! Operations of the tag `escalations`.

pub(crate) mod create_escalation;
pub(crate) mod update_escalation;

use chat_core::{ChatId, Outcome};
use chat_types::Escalation;

use crate::error::Refusal;
use crate::wire;

/// The escalation that a command was about.
fn answer(id: ChatId, outcome: &Outcome) -> Result<Escalation, Refusal> {
    outcome
        .escalation
        .and_then(|escalation| outcome.chat.escalation(escalation))
        .map(|escalation| wire::escalation(id, escalation))
        .ok_or_else(|| Refusal::Internal("the outcome names no escalation".into()))
}
