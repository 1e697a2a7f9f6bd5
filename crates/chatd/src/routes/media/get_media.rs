//! GET /chats/{id}/media/{media_id}
//!
//! A file of the chat, sent by either side.

use chat_core::{ChatId, Media, MediaId, Store};
use chat_server::Binary;
use chat_server::parameters::GetMediaPath;
use http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::error::Refusal;
use crate::media::store::{Content, MediaError};
use crate::platform::Call;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetMediaPath,
) -> Result<Binary, Refusal> {
    let (id, media_id) = (ChatId(path.id), MediaId(path.media_id));
    call.chat(id).await?;
    let media = call.store().media(call.tenant.id, id, media_id).await?;
    let media = media.ok_or_else(|| Refusal::NotFound(format!("media {media_id} is not found")))?;
    let files = &call.platform.media;
    let content = files
        .open(call.tenant.id, &media.file.object_key)
        .await
        // The row is there, so a missing file is a fault of ours.
        .map_err(|error: MediaError| Refusal::Internal(error.into()))?;
    let Content { size_bytes, body } = content;
    Ok(Binary {
        body,
        headers: headers(&media, size_bytes),
    })
}

/// A download, never a page: whatever the file holds, a browser does not run it.
fn headers(media: &Media, size_bytes: u64) -> HeaderMap {
    let content_type = HeaderValue::from_str(&media.file.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    HeaderMap::from_iter([
        (CONTENT_TYPE, content_type),
        (CONTENT_LENGTH, HeaderValue::from(size_bytes)),
        (CONTENT_DISPOSITION, disposition(media)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox")),
    ])
}

/// `attachment`, with the file's name when it is plain enough to be quoted.
fn disposition(media: &Media) -> HeaderValue {
    let is_plain = |name: &&String| {
        name.chars()
            .all(|it| it.is_ascii_alphanumeric() || " ._-()".contains(it))
    };
    media
        .file
        .file_name
        .as_ref()
        .filter(is_plain)
        .and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok())
        .unwrap_or(HeaderValue::from_static("attachment"))
}
