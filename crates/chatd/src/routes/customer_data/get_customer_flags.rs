//! GET /chats/{id}/customer_flag
//!
//! The customer flags of a chat, false before being set.

use chat_core::{ChatId, Store};
use chat_server::parameters::GetCustomerFlagsPath;
use chat_types::CustomerFlags;

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetCustomerFlagsPath,
) -> Result<CustomerFlags, Refusal> {
    let chat = call.chat(ChatId(path.id)).await?;
    Ok(wire::flags(chat.flags))
}
