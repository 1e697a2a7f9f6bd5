//! Of a platform that is running.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use chat_client::types::{AddPhotosRequest, AttachedPhotos, ChatStatus, PhotoType, PhotoUpload};
use chat_core::{Agenda, Store as _};
use chatd::control::snapshot::SnapshotError;
use jiff::SignedDuration;

use super::{files, names, texts};
use crate::control::Steered;
use crate::support::{HUMAN, PHOTO, VIRTUAL_AGENT, key, until};
use crate::webhooks::receiver::Receiver;

/// The URL of a photo attached to the chat.
async fn attach(platform: &Steered, chat: i64) -> String {
    let client = platform.client();
    let policy = client.create_photo_upload().chat_id(chat).send().await;
    let policy = policy.expect("a policy");
    client
        .upload_bytes(&policy, "photo.jpg", PHOTO)
        .await
        .expect("uploaded");
    let photo = PhotoUpload::builder()
        .s3_path(key(&policy))
        .photo_type(PhotoType::Screenshot)
        .build();
    let body = AddPhotosRequest::builder().photo(vec![photo]).build();
    let added = client.add_photos().chat_id(chat).body(body).send().await;
    match added.expect("attached").into_inner() {
        AttachedPhotos::MediaItem(item) => item.url,
        AttachedPhotos::MediaList(list) => panic!("one object is answered: {list:?}"),
    }
}

async fn download(url: &str) -> (u16, Vec<u8>) {
    let answer = reqwest::get(url).await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.bytes().await.expect("a body").to_vec())
}

#[tokio::test]
async fn a_restore_brings_everything_back_and_a_restart_keeps_it() {
    let receiver = Receiver::accepting().await;
    let platform = Steered::start_without_agents(Some(&receiver.url())).await;
    let frozen = platform.ground.time.freeze().await.expect("frozen").now;
    let chat = platform.chat(HUMAN).await;
    platform.say(&chat, "before").await;
    let photo = attach(&platform, chat.id).await;
    let snapshots = &platform.ground.snapshots;
    let place = snapshots.named("one").expect("a name");
    let saved = snapshots.save(&place).await.expect("saved");
    assert!(saved.bytes > 50_000, "{saved:?}");
    assert_eq!(snapshots.list().await.expect("listed"), [saved]);

    platform.say(&chat, "after").await;
    let later = platform.chat(HUMAN).await;
    attach(&platform, later.id).await;
    let hours = SignedDuration::from_hours(100);
    assert!(
        platform
            .ground
            .time
            .advance(hours)
            .await
            .expect("advanced")
            .complete
    );
    assert_eq!(platform.now(chat.id).await.status, ChatStatus::Failed);
    let attached = platform.ground.config.data.join("media/attached");
    assert_eq!(files(&attached).len(), 2);
    let delivered = receiver.count();

    snapshots.restore(&place).await.expect("restored");
    assert_eq!(platform.ground.time.read().now, frozen);
    assert_eq!(texts(&platform, chat.id).await, ["before"]);
    assert_eq!(platform.now(chat.id).await.status, ChatStatus::Queued);
    let gone = platform.client().get_chat().id(later.id).send().await;
    gone.expect_err("it is not made yet");
    assert_eq!(download(&photo).await, (200, PHOTO.to_vec()));
    assert_eq!(files(&attached).len(), 1);
    // The workers work on what was restored.
    platform.say(&chat, "anew").await;
    assert!(
        platform
            .ground
            .time
            .advance(hours)
            .await
            .expect("advanced")
            .complete
    );
    assert_eq!(platform.now(chat.id).await.status, ChatStatus::Failed);
    assert!(receiver.count() > delivered);

    let platform = platform.restarted().await;
    assert_eq!(texts(&platform, chat.id).await, ["before", "anew"]);
    let expected = [
        "admin.token",
        "chatd.db",
        "chatd.lock",
        "demo.json",
        "media",
        "media.key",
        "snapshots",
    ];
    let found = names(&platform.ground.config.data);
    assert_eq!(found, expected.map(str::to_owned).into());
    platform.stop().await;
}

#[tokio::test]
async fn a_snapshot_is_private() {
    let platform = Steered::start(None).await;
    let place = platform.ground.snapshots.named("private").expect("a name");
    platform.ground.snapshots.save(&place).await.expect("saved");
    let mode =
        |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&place), 0o700);
    for file in files(&place) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    platform.stop().await;
}

#[tokio::test]
async fn a_snapshot_of_another_installation_brings_its_credentials() {
    let first = Steered::start(None).await;
    let chat = first.chat(HUMAN).await;
    let photo = attach(&first, chat.id).await;
    let place = first.directory.path().join("elsewhere");
    first.ground.snapshots.save(&place).await.expect("saved");
    let second = Steered::start(None).await;
    second
        .ground
        .snapshots
        .restore(&place)
        .await
        .expect("restored");
    let with_the_old_token = second.client().get_chat().id(chat.id).send().await;
    with_the_old_token.expect_err("it is another platform now");
    let mut second = second;
    second.demo = first.demo.clone();
    assert_eq!(second.now(chat.id).await.id, chat.id);
    // What the other one signed is good here.
    let here = photo.replace(&first.address.to_string(), &second.address.to_string());
    assert_eq!(download(&here).await, (200, PHOTO.to_vec()));
    second.stop().await;
    first.stop().await;
}

#[tokio::test]
async fn a_restore_while_everybody_works_leaves_one_world() {
    let receiver = Receiver::accepting().await;
    let platform = Arc::new(Steered::start(Some(&receiver.url())).await);
    let chat = platform.chat(VIRTUAL_AGENT).await;
    let place = platform.ground.snapshots.named("busy").expect("a name");
    platform.ground.snapshots.save(&place).await.expect("saved");
    let saved = texts(&platform, chat.id).await.len();
    let talking = tokio::spawn({
        let platform = Arc::clone(&platform);
        let chat = chat.clone();
        async move {
            for number in 0.. {
                platform.say(&chat, &format!("number {number}")).await;
            }
        }
    });
    for _ in 0..5 {
        until("ten more messages", async || {
            (texts(&platform, chat.id).await.len() > saved + 10).then_some(())
        })
        .await;
        platform
            .ground
            .snapshots
            .restore(&place)
            .await
            .expect("restored");
    }
    talking.abort();
    // It is gone, or it panicked: no message may have failed.
    assert!(talking.await.expect_err("aborted").is_cancelled());
    let settled = platform.ground.time.advance(SignedDuration::ZERO).await;
    assert!(settled.expect("advanced").complete);
    let now = platform.ground.time.read().now;
    let agenda = platform.ground.store.agenda(now).await.expect("an agenda");
    assert_eq!(
        Agenda {
            next_at: None,
            ..agenda
        },
        Agenda::default()
    );
    let platform = Arc::into_inner(platform).expect("alone");
    platform.stop().await;
}

#[tokio::test]
async fn names_are_judged_and_nothing_else_is_overwritten() {
    let platform = Steered::start(None).await;
    let snapshots = &platform.ground.snapshots;
    for name in ["", ".", "..", "_hidden", "a/b", "a b", &"n".repeat(65)] {
        assert!(
            matches!(snapshots.named(name), Err(SnapshotError::Name(_))),
            "{name}"
        );
    }
    let taken = snapshots.named("taken").expect("a name");
    fs::create_dir_all(&taken).expect("made");
    fs::write(taken.join("file"), "of somebody").expect("written");
    let refused = snapshots.save(&taken).await;
    assert!(matches!(refused, Err(SnapshotError::Exists(_))));
    assert_eq!(files(&taken), [taken.join("file")]);
    assert_eq!(snapshots.list().await.expect("listed"), []);
    let unknown = snapshots.named("unknown").expect("a name");
    let refused = snapshots.restore(&unknown).await;
    assert!(matches!(refused, Err(SnapshotError::NotASnapshot(_))));
    platform.stop().await;
}

#[tokio::test]
async fn a_failed_restore_leaves_the_running_platform_as_it_was() {
    let platform = Steered::start(None).await;
    let snapshots = &platform.ground.snapshots;
    let place = snapshots.named("damaged").expect("a name");
    snapshots.save(&place).await.expect("saved");
    let chat = platform.chat(HUMAN).await;
    fs::write(place.join("demo.json"), "{}").expect("damaged");
    let refused = snapshots.restore(&place).await;
    assert!(
        matches!(refused, Err(SnapshotError::Damaged { .. })),
        "{refused:?}"
    );
    platform.say(&chat, "still here").await;
    let platform = platform.restarted().await;
    assert_eq!(platform.now(chat.id).await.id, chat.id);
    platform.stop().await;
}

#[tokio::test]
async fn a_snapshot_of_the_same_name_is_replaced_as_a_whole() {
    let platform = Steered::start_without_agents(None).await;
    let snapshots = &platform.ground.snapshots;
    let chat = platform.chat(HUMAN).await;
    let place = snapshots.named("again").expect("a name");
    for text in ["one", "two"] {
        platform.say(&chat, text).await;
        snapshots.save(&place).await.expect("saved");
    }
    platform.say(&chat, "three").await;
    snapshots.restore(&place).await.expect("restored");
    assert_eq!(texts(&platform, chat.id).await, ["one", "two"]);
    assert_eq!(snapshots.list().await.expect("listed").len(), 1);
    let directory = place.parent().expect("a parent");
    assert_eq!(
        names(directory),
        ["again".to_owned()].into(),
        "nothing unfinished"
    );
    platform.stop().await;
}
