//! POST /chats/{chat_id}/escalations
//!
//! Asks that a human takes the chat over from the virtual agent.

use chat_core::{ChatId, Command, Escalate, EscalationReason, Store};
use chat_server::parameters::CreateEscalationPath;
use chat_types::{CreateEscalationRequest, Escalation};

use super::transact;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateEscalationPath,
    body: CreateEscalationRequest,
) -> Result<Escalation, Refusal> {
    let id = ChatId(path.chat_id);
    let escalate = Escalate {
        reason: EscalationReason::parse(body.reason_or_default().as_str()).unwrap_or_default(),
        force: body.force_escalate_or_default(),
        target: None,
    };
    transact(&call, id, Command::Escalate(escalate)).await
}
