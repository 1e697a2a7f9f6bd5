//! Media: upload policies, stored files, and files attached to chats.

use jiff::Timestamp;

use crate::chat::Chat;
use crate::error::DomainError;
use crate::ids::{ChatId, MediaId};

/// How many files a chat takes, of all kinds together.
pub const MAX_MEDIA_PER_CHAT: usize = 100;

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaKind {
    /// image/jpeg, at most 2 MB, uploaded by the caller.
    Photo,
    /// video/mp4, at most 20 MB, uploaded by the caller.
    Video,
    /// Anything an agent attached, at most 100 MB.
    File,
}

impl MediaKind {
    /// A stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// Reads a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Photo, Self::Video, Self::File]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// What a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoType {
    /// `photo`: taken with a camera.
    Photo,
    /// `screenshot`
    Screenshot,
}

impl PhotoType {
    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Screenshot => "screenshot",
        }
    }

    /// Reads a wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Photo, Self::Screenshot]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// A permission to upload one file, as handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadPolicy {
    /// The object key, unguessable, unique per tenant: the `s3_path` of the attach call.
    pub key: String,
    /// The chat it was handed out for.
    pub chat_id: ChatId,
    /// The kind of file; never [`MediaKind::File`].
    pub kind: MediaKind,
    /// No upload afterwards. Wall clock.
    pub expires_at: Timestamp,
    /// The file, once stored. A policy takes one.
    pub stored: Option<StoredFile>,
}

/// A file in the media store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Size in bytes.
    pub size_bytes: u64,
    /// The media store's name for this content.
    pub etag: String,
    /// When it was stored. Wall clock.
    pub stored_at: Timestamp,
}

/// A file about to be attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMedia {
    /// What names the attachment: the policy's key, or a key of the attaching agent's choice. The same key again for
    /// the same chat gives the same media.
    pub source_key: String,
    /// The key of the checked copy, which no policy names; this is what is served.
    pub object_key: String,
    /// The kind of file.
    pub kind: MediaKind,
    /// What a photo shows.
    pub photo_type: Option<PhotoType>,
    /// The media type to serve it as.
    pub content_type: String,
    /// The name to offer on download.
    pub file_name: Option<String>,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// A file attached to a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// The chat that has it.
    pub chat_id: ChatId,
    /// When it was attached.
    pub attached_at: Timestamp,
    /// Everything else.
    pub file: NewMedia,
}

/// Decides whether `new` further files (known source keys do not count) may be attached to a chat that has `existing`.
///
/// # Errors
/// [`DomainError::ChatEnded`], [`DomainError::TooManyMedia`].
pub fn check_attach(chat: &Chat, existing: usize, new: usize) -> Result<(), DomainError> {
    check_upload(chat)?;
    if existing.saturating_add(new) > MAX_MEDIA_PER_CHAT {
        return Err(DomainError::TooManyMedia);
    }
    Ok(())
}

/// Decides whether an upload policy may be handed out for the chat.
///
/// # Errors
/// [`DomainError::ChatEnded`].
pub fn check_upload(chat: &Chat) -> Result<(), DomainError> {
    if chat.is_ended() {
        return Err(DomainError::ChatEnded);
    }
    Ok(())
}
