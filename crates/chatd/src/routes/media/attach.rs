//! Attaching uploaded files, the same for photos and videos.

use chat_core::{ChatId, Media, MediaKind, NewMedia, PhotoType, Store, check_upload};
use chat_types::MediaItem;

use super::list::item;
use crate::error::Refusal;
use crate::idempotency::Kept;
use crate::media::TakeError;
use crate::platform::{Call, of_chat};

/// One uploaded file and where the request names it.
pub(super) struct Upload {
    pub(super) key: String,
    pub(super) photo_type: Option<PhotoType>,
    pub(super) pointer: String,
}

/// Attaches uploads of one kind, all or none, and answers what `show` makes of what each became.
pub(super) async fn attach<S: Store, A: Kept>(
    call: &Call<'_, S>,
    id: ChatId,
    kind: MediaKind,
    uploads: Vec<Upload>,
    show: impl Fn(Vec<MediaItem>) -> A + Clone + Send + 'static,
) -> Result<A, Refusal> {
    let chat = call.chat(id).await?;
    check_upload(&chat)?;
    let known = call.store().list_media(call.tenant.id, id, kind).await?;
    let mut files = Vec::with_capacity(uploads.len());
    for upload in uploads {
        // A key that is attached already names what it became, even after its policy was forgotten.
        let file = match known.iter().find(|it| it.file.source_key == upload.key) {
            Some(Media { file, .. }) => file.clone(),
            None => take(call, id, kind, upload).await?,
        };
        files.push(file);
    }
    let (media, tenant) = (call.platform.media.clone(), call.tenant.id);
    let show = move |attached: &Vec<Media>| {
        let items = attached
            .iter()
            .map(|attached| item(&media, tenant, attached));
        show(items.collect())
    };
    let write = call.write(show.clone());
    let attached = call.store().attach_media(tenant, id, files, write);
    let attached = attached.await.map_err(|error| of_chat(id, error))?;
    Ok(show(&attached))
}

/// The checked copy of one upload.
async fn take<S: Store>(
    call: &Call<'_, S>,
    id: ChatId,
    kind: MediaKind,
    upload: Upload,
) -> Result<NewMedia, Refusal> {
    let Upload {
        key,
        photo_type,
        pointer,
    } = upload;
    let media = &call.platform.media;
    match media.take_upload(call.tenant.id, id, kind, &key).await {
        Ok(taken) => Ok(NewMedia {
            source_key: key,
            object_key: taken.object_key,
            kind,
            photo_type,
            content_type: taken.content_type.to_owned(),
            file_name: None,
            size_bytes: taken.size_bytes,
        }),
        Err(TakeError::NotFound) => Err(Refusal::ReferenceNotFound {
            pointer,
            value: key,
        }),
        Err(TakeError::Store(error)) => Err(error.into()),
        Err(TakeError::Media(error)) => Err(Refusal::Internal(error.into())),
    }
}
