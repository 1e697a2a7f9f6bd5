//! POST /chats/{chat_id}/end-user
//!
//! Makes another end user the chat's, and updates the contact of its ticket.

use chat_core::{ChatId, EndUserChange, EndUserProfile, Store, StoreError};
use chat_server::parameters::UpdateChatEndUserPath;
use chat_types::{Accepted, UpdateChatEndUserRequest};

use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateChatEndUserPath,
    body: UpdateChatEndUserRequest,
) -> Result<Accepted, Refusal> {
    let id = ChatId(path.chat_id);
    let UpdateChatEndUserRequest {
        identifier,
        name,
        email,
        phone,
    } = body;
    let now = call.platform.clock.now();
    let change = EndUserChange {
        profile: EndUserProfile {
            identifier,
            name,
            email,
            phone,
        },
        requested_at: call.platform.wall_clock.now(),
    };
    call.store()
        .change_end_user(call.tenant.id, id, change, now)
        .await
        .map_err(|error| match error {
            StoreError::NotFound => Refusal::chat_not_found(id),
            other => other.into(),
        })?;
    Ok(Accepted {
        message: "accepted".to_owned(),
    })
}
