//! GET /chats/{id}
//!
//! The chat as it is now, ended or not.

use chat_core::{ChatId, Store};
use chat_server::parameters::GetChatPath;
use chat_types::Chat;

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetChatPath,
) -> Result<Chat, Refusal> {
    let chat = call.chat(ChatId(path.id)).await?;
    Ok(wire::chat(call.view(&chat).await?))
}
