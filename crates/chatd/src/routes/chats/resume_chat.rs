//! PATCH /chats/{id}/resume
//!
//! Takes a dismissed chat back to its queue or virtual agent.

use chat_core::{ChatId, Command, Outcome, Store, Write};
use chat_server::parameters::{ResumeChatHeader, ResumeChatPath};
use chat_types::Chat;

use crate::error::Refusal;
use crate::idempotency::Shown;
use crate::if_match;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ResumeChatPath,
    header: ResumeChatHeader,
) -> Result<Shown<Chat>, Refusal> {
    let id = ChatId(path.id);
    let if_version = match &header.if_match {
        Some(asked) => if_match::version(Some(asked), &call.chat(id).await?)?,
        None => None,
    };
    let menus = call.catalogue().await?;
    let show = move |outcome: &Outcome| wire::versioned(&outcome.chat, &menus);
    let write = Write {
        if_version,
        ..call.write(show.clone())
    };
    call.transact_as(id, Command::Resume, write, show).await
}
