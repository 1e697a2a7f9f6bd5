//! PATCH /chats/{chat_id}/escalations/{id}
//!
//! Selects one of the channels that a deflection offers.

use chat_core::{ChatId, Command, DeflectionChannel, DomainError, EscalationId, Store};
use chat_server::parameters::UpdateEscalationPath;
use chat_types::{Escalation, UpdateEscalationRequest};

use super::transact;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateEscalationPath,
    body: UpdateEscalationRequest,
) -> Result<Escalation, Refusal> {
    let (id, escalation) = (ChatId(path.chat_id), EscalationId(path.id));
    let UpdateEscalationRequest { deflection_channel } = body;
    let Some(channel) = DeflectionChannel::parse(&deflection_channel) else {
        // What the path names is looked at before what the body says.
        let chat = call.chat(id).await?;
        chat.escalation(escalation)
            .ok_or(DomainError::EscalationNotFound(escalation))?;
        return Err(if chat.is_ended() {
            DomainError::ChatEnded.into()
        } else {
            DomainError::DeflectionChannelNotAvailable(deflection_channel).into()
        });
    };
    let command = Command::SelectDeflection {
        escalation,
        channel,
    };
    transact(&call, id, command).await
}
