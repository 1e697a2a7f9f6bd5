//! POST /chats/{id}/message
//!
//! A message of an end user of the chat; it comes back as `message_received`.

use chat_core::{ChatId, Command, EndUserId, Store};
use chat_server::parameters::SendMessagePath;
use chat_types::{SendMessageRequest, SendMessageResponse};

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: SendMessagePath,
    body: SendMessageRequest,
) -> Result<SendMessageResponse, Refusal> {
    let SendMessageRequest {
        from_user_id,
        message,
    } = body;
    let command = Command::SendMessage {
        from: EndUserId(from_user_id),
        content: wire::outgoing_content(message),
    };
    call.transact(ChatId(path.id), command, |_| SendMessageResponse {})
        .await
}
