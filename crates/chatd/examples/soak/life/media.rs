//! Photos and videos: asked for, uploaded, attached, shown, listed and fetched again.

use chat_client::types::{
    AddPhotosRequest, AddVideoRequest, AttachedPhotos, MediaContent, OutgoingMessage, PhotoMessage,
    PhotoType, PhotoUpload, UploadPolicy, VideoMessage, VideoUpload,
};

use super::{Life, Ongoing};

/// The beginnings of files that are what their names say; the rest is filling.
const PHOTO: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00";
const VIDEO: &[u8] = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08mdat";
/// How a photo ends.
const END_OF_PHOTO: &[u8] = b"\xff\xd9";
const PHOTO_BYTES: (u64, u64) = (1_000, 60_000);
const VIDEO_BYTES: (u64, u64) = (1_000, 200_000);

impl Life {
    pub(super) async fn show_photo(&mut self, it: Ongoing) -> Option<()> {
        let called = self.client.create_photo_upload().chat_id(it.chat).send();
        let policy = self.note("create_photo_upload", called.await)?;
        let length = usize::try_from(self.dice.between(PHOTO_BYTES.0, PHOTO_BYTES.1)).ok()?;
        let mut bytes = PHOTO.to_vec();
        bytes.resize(length, 7);
        bytes.extend_from_slice(END_OF_PHOTO);
        let key = self.upload(&policy, "photo.jpg", bytes.clone()).await?;
        let photo = PhotoUpload::builder()
            .s3_path(key)
            .photo_type(PhotoType::Photo)
            .build();
        let body = AddPhotosRequest::builder().photo(vec![photo]).build();
        let called = self.client.add_photos().chat_id(it.chat).body(body).send();
        let item = match self.note("add_photos", called.await)? {
            AttachedPhotos::MediaItem(item) => item,
            AttachedPhotos::MediaList(list) => list.0.last()?.clone(),
        };
        self.sent(it.chat, |sent| sent.media += 1);
        self.fetch(&item.url, &bytes).await;
        let content = MediaContent::builder().media_id(item.media_id).build();
        let message = OutgoingMessage::Photo(PhotoMessage::builder().content(content).build());
        self.send(it, message).await
    }

    pub(super) async fn show_video(&mut self, it: Ongoing) -> Option<()> {
        let called = self.client.create_video_upload().chat_id(it.chat).send();
        let policy = self.note("create_video_upload", called.await)?;
        let length = usize::try_from(self.dice.between(VIDEO_BYTES.0, VIDEO_BYTES.1)).ok()?;
        let mut bytes = VIDEO.to_vec();
        bytes.resize(length, 7);
        let key = self.upload(&policy, "video.mp4", bytes.clone()).await?;
        let video = VideoUpload::builder().s3_path(key).build();
        let body = AddVideoRequest::builder().video(video).build();
        let called = self.client.add_video().chat_id(it.chat).body(body).send();
        let item = self.note("add_video", called.await)?;
        self.sent(it.chat, |sent| sent.media += 1);
        self.fetch(&item.url, &bytes).await;
        let content = MediaContent::builder().media_id(item.media_id).build();
        let message = OutgoingMessage::Video(VideoMessage::builder().content(content).build());
        self.send(it, message).await
    }

    /// Sends a file where the policy says; its key.
    async fn upload(&self, policy: &UploadPolicy, name: &str, bytes: Vec<u8>) -> Option<String> {
        if let Err(error) = self.client.upload_bytes(policy, name, bytes).await {
            self.broken(format!("upload of {name}: {error}"));
            return None;
        }
        policy.fields.key.clone()
    }

    /// Opens the address of a file, as a browser does; it must be the file that was sent.
    async fn fetch(&self, url: &str, sent: &[u8]) {
        let answer = async {
            let answer = self.http.get(url).send().await?.error_for_status()?;
            answer.bytes().await
        };
        match answer.await {
            Ok(bytes) if bytes == sent => {}
            Ok(bytes) => self.broken(format!("a file of {} has {}", sent.len(), bytes.len())),
            Err(error) => self.broken(format!("a file cannot be fetched: {}", error.without_url())),
        }
    }

    /// Notes how many files the API lists.
    pub(super) async fn compare_media(&self, chat: i64) -> Option<()> {
        let photos = self.client.list_photos().chat_id(chat).send().await;
        let photos = self.note("list_photos", photos)?.0.len();
        let videos = self.client.list_videos().chat_id(chat).send().await;
        let videos = self.note("list_videos", videos)?.0.len();
        self.sent(chat, |sent| {
            sent.listed_media = Some((photos + videos) as u64)
        });
        Some(())
    }
}
