//! POST /chats/{chat_id}/end_user
//!
//! The newer spelling of `/end-user`: the same operation.

use chat_core::Store;
use chat_server::parameters::{UpdateChatEndUserAliasPath, UpdateChatEndUserPath};
use chat_types::{Accepted, UpdateChatEndUserRequest};

use super::update_chat_end_user;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateChatEndUserAliasPath,
    body: UpdateChatEndUserRequest,
) -> Result<Accepted, Refusal> {
    let UpdateChatEndUserAliasPath { chat_id } = path;
    update_chat_end_user::handle(call, UpdateChatEndUserPath { chat_id }, body).await
}
