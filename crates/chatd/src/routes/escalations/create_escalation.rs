//! POST /chats/{chat_id}/escalations
//!
//! Asks that a human takes the chat over from the virtual agent.

use chat_core::{ChatId, Command, Escalate, EscalationReason, Store};
use chat_server::parameters::CreateEscalationPath;
use chat_types::{CreateEscalationRequest, Escalation};

use super::answer;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateEscalationPath,
    body: CreateEscalationRequest,
) -> Result<Escalation, Refusal> {
    let id = ChatId(path.chat_id);
    let CreateEscalationRequest {
        reason,
        force_escalate,
    } = body;
    let escalate = Escalate {
        reason: reason
            .and_then(|reason| EscalationReason::parse(reason.as_str()))
            .unwrap_or_default(),
        force: force_escalate.unwrap_or(false),
        target: None,
    };
    let outcome = call.transact(id, Command::Escalate(escalate)).await?;
    answer(id, &outcome)
}
