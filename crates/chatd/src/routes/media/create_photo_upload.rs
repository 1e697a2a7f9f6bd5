//! POST /chats/{chat_id}/photos/upload
//!
//! A form POST policy for one photo.

use chat_core::{ChatId, MediaKind, Store};
use chat_server::parameters::CreatePhotoUploadPath;
use chat_types::UploadPolicy;

use super::upload::hand_out;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreatePhotoUploadPath,
) -> Result<UploadPolicy, Refusal> {
    hand_out(&call, ChatId(path.chat_id), MediaKind::Photo).await
}
