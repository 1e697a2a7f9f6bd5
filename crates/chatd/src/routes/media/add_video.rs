//! POST /chats/{chat_id}/videos
//!
//! Attaches an uploaded video.

use chat_core::{ChatId, MediaKind, Store};
use chat_server::parameters::AddVideoPath;
use chat_types::{AddVideoRequest, MediaItem, VideoUpload};

use super::attach::{Upload, attach};
use crate::error::Refusal;
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: AddVideoPath,
    body: AddVideoRequest,
) -> Result<MediaItem, Refusal> {
    let id = ChatId(path.chat_id);
    // What the path names is looked at before what the body says.
    call.chat(id).await?;
    let upload = upload(body.video)?;
    let last = |items: Vec<MediaItem>| items.into_iter().last();
    let shown = attach(&call, id, MediaKind::Video, vec![upload], last).await?;
    shown.ok_or_else(|| Refusal::Internal("nothing was attached".into()))
}

/// The one key that the two spellings give.
fn upload(video: VideoUpload) -> Result<Upload, Refusal> {
    let VideoUpload { s3_path, gcs_path } = video;
    let (key, name) = match (s3_path, gcs_path) {
        (Some(s3), Some(gcs)) if s3 != gcs => {
            let message = "s3_path and gcs_path differ, send one of them";
            return Err(Refusal::invalid("/video/gcs_path", message));
        }
        (Some(key), _) => (key, "s3_path"),
        (None, Some(key)) => (key, "gcs_path"),
        (None, None) => {
            return Err(Refusal::invalid("/video/s3_path", "s3_path is required"));
        }
    };
    Ok(Upload {
        key,
        photo_type: None,
        pointer: format!("/video/{name}"),
    })
}
