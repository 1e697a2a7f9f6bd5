//! Operations of the tag `escalations`.

pub(crate) mod create_escalation;
pub(crate) mod update_escalation;

use chat_core::{ChatId, Command, Outcome, Store};
use chat_types::Escalation;

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

/// Runs a command about an escalation, and answers that.
async fn transact<S: Store>(
    call: &Call<'_, S>,
    id: ChatId,
    command: Command,
) -> Result<Escalation, Refusal> {
    let show = move |outcome: &Outcome| {
        let escalation = outcome.chat.escalation(outcome.escalation?)?;
        Some(wire::escalation(id, escalation))
    };
    let shown = call.transact(id, command, show).await?;
    shown.ok_or_else(|| Refusal::Internal("the outcome names no escalation".into()))
}
