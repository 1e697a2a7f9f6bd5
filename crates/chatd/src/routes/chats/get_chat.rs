//! GET /chats/{id}
//!
//! The chat as it is now, ended or not.

use chat_core::{ChatId, Store};
use chat_server::parameters::GetChatPath;
use chat_types::Chat;

use crate::error::Refusal;
use crate::idempotency::Shown;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetChatPath,
) -> Result<Shown<Chat>, Refusal> {
    let chat = call.chat(ChatId(path.id)).await?;
    Ok(wire::versioned(&chat, &*call.catalogue().await?))
}
