//! Uploads go when their policies have run out for a day; what was attached stays.

use std::path::Path;
use std::sync::Arc;

use chat_client::types::{AddPhotosRequest, AttachedPhotos, PhotoUpload};
use chat_core::{Store as _, TenantId};
use chat_store::SqliteStore;
use chatd::clock::{SystemClock, WallClock as _};
use chatd::media::{Media, Parts};
use chatd::random::OsRandom;
use chatd::workers::sweep::sweep;
use jiff::SignedDuration;

use super::count_files;
use crate::support::{HUMAN, Server, StillClock};

/// The files of a `chatd` that has stopped, at some time after now.
struct Swept {
    store: Arc<SqliteStore>,
    media: Media<SqliteStore>,
    clock: Arc<StillClock>,
}

impl Swept {
    fn open(data: &Path, later: SignedDuration) -> Self {
        let store = Arc::new(crate::support::open(data));
        let clock = Arc::new(StillClock::new());
        clock.advance((SystemClock.now() + later).duration_since(clock.now()));
        let media = Media::new(Parts {
            files: super::open(data),
            ledger: Arc::clone(&store),
            public_url: "http://127.0.0.1".parse().expect("a URL"),
            clock: clock.clone(),
            random: Arc::new(OsRandom),
        });
        Self {
            store,
            media,
            clock,
        }
    }

    async fn sweep(&self) {
        let swept = sweep(&*self.store, &self.media, &*self.clock).await;
        swept.expect("swept");
    }

    async fn knows(&self, key: &str) -> bool {
        let policy = self.store.policy(TenantId(1), key).await;
        policy.expect("asked").is_some()
    }
}

/// Attaches one photo; gives its media id.
async fn attach(
    server: &Server,
    chat: i64,
    key: &str,
) -> Result<i64, chat_client::Error<chat_client::types::Error>> {
    let photo = PhotoUpload::builder().s3_path(key.to_owned()).build();
    let body = AddPhotosRequest::builder().photo(vec![photo]).build();
    let call = server.client().add_photos().chat_id(chat).body(body);
    match call.send().await?.into_inner() {
        AttachedPhotos::MediaItem(item) => Ok(item.media_id),
        other => panic!("one photo was sent: {other:?}"),
    }
}

#[tokio::test]
async fn no_upload_outlives_its_policy_and_attached_copies_stay() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await.id;
    let (attached, unused) = (
        server.uploaded_photo(chat).await,
        server.uploaded_photo(chat).await,
    );
    let media = attach(&server, chat, &attached).await.expect("attached");
    server.stop().await;

    let uploads = || count_files(&data.join("media/uploads"));
    let copies = || count_files(&data.join("media/attached"));
    let early = Swept::open(&data, SignedDuration::from_hours(24));
    early.sweep().await;
    assert_eq!((uploads(), copies()), (2, 1), "a day of grace");
    drop(early);

    let late = Swept::open(&data, SignedDuration::from_mins(24 * 60 + 6));
    // As if an earlier sweep had been stopped after it removed a file.
    let removed = late.media.forget_upload(TenantId(1), &unused).await;
    removed.expect("removed");
    assert!(late.knows(&unused).await);
    late.sweep().await;
    assert_eq!((uploads(), copies()), (0, 1));
    assert!(!late.knows(&attached).await && !late.knows(&unused).await);
    late.sweep().await;
    drop(late);

    let server = Server::start_in(&data, &["--agents", "off"]).await;
    let again = attach(&server, chat, &attached).await;
    assert_eq!(again.expect("the same answer"), media);
    let message = format!("s3_path {unused} is not found");
    refused_so(attach(&server, chat, &unused).await, &message);
    let file = server.client().get_media().id(chat).media_id(media).send();
    file.await.expect("it is served");
}

#[track_caller]
fn refused_so(attached: Result<i64, chat_client::Error<chat_client::types::Error>>, message: &str) {
    match attached {
        Err(chat_client::Error::ErrorResponse(error)) => assert_eq!(error.message, message),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_that_vanishes_in_this_moment_is_not_found() {
    let directory = tempfile::tempdir().expect("a directory");
    let data = directory.path().join("data");
    let server = Server::start_in(&data, &["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await.id;
    let key = server.uploaded_photo(chat).await;
    // What the sweep does between reading the policy and forgetting it.
    std::fs::remove_dir_all(data.join("media/uploads")).expect("removed");
    refused_so(
        attach(&server, chat, &key).await,
        &format!("s3_path {key} is not found"),
    );
}
