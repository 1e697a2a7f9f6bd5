//! POST /chats/{chat_id}/end-user
//!
//! Makes another end user the chat's, and updates the contact of its ticket.

use chat_core::{ChatId, EndUserChange, EndUserProfile, Store};
use chat_server::parameters::UpdateChatEndUserPath;
use chat_types::{Accepted, UpdateChatEndUserRequest};
use http::StatusCode;

use crate::error::Refusal;
use crate::idempotency::Shown;
use crate::platform::{Call, of_chat};

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
    let change = EndUserChange {
        profile: EndUserProfile {
            identifier,
            name,
            email,
            phone,
        },
        requested_at: call.platform.wall_clock.now(),
    };
    let write = call.write(|_| accepted());
    call.store()
        .change_end_user(call.tenant.id, id, change, write)
        .await
        .map_err(|error| of_chat(id, error))?;
    Ok(accepted().body)
}

fn accepted() -> Shown<Accepted> {
    Shown {
        status: StatusCode::ACCEPTED,
        etag: None,
        body: Accepted {
            message: "accepted".to_owned(),
        },
    }
}
