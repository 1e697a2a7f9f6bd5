//! Operations of the tag `media`.

pub(crate) mod add_photos;
pub(crate) mod add_video;
pub(crate) mod create_photo_upload;
pub(crate) mod create_video_upload;
pub(crate) mod get_media;
pub(crate) mod list_photos;
pub(crate) mod list_videos;

mod attach;
mod list;
mod upload;
