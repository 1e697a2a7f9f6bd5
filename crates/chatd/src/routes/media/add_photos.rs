//! POST /chats/{chat_id}/photos
//!
//! Attaches uploaded photos; the answer is the last one's.

use chat_core::{ChatId, MediaKind, PhotoType, Store};
use chat_server::parameters::AddPhotosPath;
use chat_types::{AddPhotosRequest, AttachedPhotos, MediaItem, PhotoUpload};

use super::attach::{Upload, attach};
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: AddPhotosPath,
    body: AddPhotosRequest,
) -> Result<AttachedPhotos, Refusal> {
    let AddPhotosRequest { photo } = body;
    let uploads = photo.into_iter().enumerate().map(upload).collect();
    let id = ChatId(path.chat_id);
    let last = |items: Vec<MediaItem>| items.into_iter().last().map(AttachedPhotos::MediaItem);
    let shown = attach(&call, id, MediaKind::Photo, uploads, last).await?;
    shown.ok_or_else(|| Refusal::invalid("/photo", "photo is empty, name at least one"))
}

fn upload((index, photo): (usize, PhotoUpload)) -> Upload {
    let PhotoUpload {
        s3_path,
        photo_type,
    } = photo;
    Upload {
        key: s3_path,
        photo_type: photo_type.and_then(|kind| PhotoType::parse(kind.as_str())),
        pointer: format!("/photo/{index}/s3_path"),
    }
}
