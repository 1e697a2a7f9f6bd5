//! PATCH /chats/{id}/resume
//!
//! Takes a dismissed chat back to its queue or virtual agent.

use chat_core::{ChatId, Command, Store};
use chat_server::parameters::ResumeChatPath;
use chat_types::Chat;

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ResumeChatPath,
) -> Result<Chat, Refusal> {
    let outcome = call.transact(ChatId(path.id), Command::Resume).await?;
    Ok(wire::chat(call.view(&outcome.chat).await?))
}
