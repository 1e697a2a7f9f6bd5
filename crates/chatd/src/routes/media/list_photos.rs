//! GET /chats/{chat_id}/photos
//!
//! The photos of a chat.

use chat_core::{ChatId, MediaKind, Store};
use chat_server::parameters::ListPhotosPath;
use chat_types::MediaList;

use super::list::list;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListPhotosPath,
) -> Result<MediaList, Refusal> {
    list(&call, ChatId(path.chat_id), MediaKind::Photo).await
}
