//! POST /end_users
//!
//! Creates the end user with this identifier, or updates what is given. Idempotent.

use chat_core as domain;
use chat_core::{EndUserProfile, Store};
use chat_types::{EndUser, UpsertEndUserRequest};

use crate::error::Refusal;
use crate::platform::Call;
use crate::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: UpsertEndUserRequest,
) -> Result<EndUser, Refusal> {
    let UpsertEndUserRequest {
        identifier,
        name,
        email,
        phone,
    } = body;
    let profile = EndUserProfile {
        identifier,
        name,
        email,
        phone,
    };
    let keep = call.keep(|end_user: &domain::EndUser| wire::end_user(end_user.clone()));
    let end_user = call
        .store()
        .upsert_end_user(call.tenant.id, profile, keep)
        .await?;
    Ok(wire::end_user(end_user))
}
