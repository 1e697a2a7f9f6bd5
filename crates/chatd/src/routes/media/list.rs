//! Listing attached files, the same for photos and videos.

use chat_core::{ChatId, Media, MediaKind, Store, TenantId};
use chat_types::{MediaItem, MediaList};

use crate::error::Refusal;
use crate::media::Media as Files;
use crate::platform::Call;

/// The chat's files of one kind in the order of attaching, each with an address signed anew.
pub(super) async fn list<S: Store>(
    call: &Call<'_, S>,
    id: ChatId,
    kind: MediaKind,
) -> Result<MediaList, Refusal> {
    call.chat(id).await?;
    let media = call.store().list_media(call.tenant.id, id, kind).await?;
    Ok(MediaList(
        media
            .iter()
            .map(|media| item(&call.platform.media, call.tenant.id, media))
            .collect(),
    ))
}

/// One file as answers show it.
pub(super) fn item<S: Store>(files: &Files<S>, tenant: TenantId, media: &Media) -> MediaItem {
    let file = &media.file;
    MediaItem {
        url: files.download_url(tenant, &file.object_key, &file.content_type),
        media_id: media.id.0,
    }
}
