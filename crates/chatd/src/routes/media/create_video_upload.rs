//! POST /chats/{chat_id}/videos/upload
//!
//! A form POST policy for one video.

use chat_core::{ChatId, MediaKind, Store};
use chat_server::parameters::CreateVideoUploadPath;
use chat_types::UploadPolicy;

use super::upload::hand_out;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateVideoUploadPath,
) -> Result<UploadPolicy, Refusal> {
    hand_out(&call, ChatId(path.chat_id), MediaKind::Video).await
}
