//! GET /chats/{chat_id}/videos
//!
//! The videos of a chat.

use chat_core::{ChatId, MediaKind, Store};
use chat_server::parameters::ListVideosPath;
use chat_types::MediaList;

use super::list::list;
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListVideosPath,
) -> Result<MediaList, Refusal> {
    list(&call, ChatId(path.chat_id), MediaKind::Video).await
}
