//! POST /chats/{chat_id}/photos

use chat_client::types::{AddPhotosRequest, AttachedPhotos, MediaItem, PhotoType, PhotoUpload};
use serde_json::{Value, json};

use crate::support::{PHOTO, Server, VIRTUAL_AGENT, keys, refused};

fn path(chat: i64) -> String {
    format!("/chats/{chat}/photos")
}

async fn add(server: &Server, chat: i64, uploads: &[String]) -> MediaItem {
    let photo = uploads
        .iter()
        .map(|key| {
            PhotoUpload::builder()
                .s3_path(key.clone())
                .photo_type(PhotoType::Screenshot)
                .build()
        })
        .collect();
    let body = AddPhotosRequest::builder().photo(photo).build();
    let added = server
        .client()
        .add_photos()
        .chat_id(chat)
        .body(body)
        .send()
        .await;
    match added.expect("attached").into_inner() {
        AttachedPhotos::MediaItem(item) => item,
        AttachedPhotos::MediaList(list) => panic!("one object is answered: {list:?}"),
    }
}

#[tokio::test]
async fn the_last_photo_is_answered_and_all_are_kept() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let uploads = [
        server.uploaded_photo(chat.id).await,
        server.uploaded_photo(chat.id).await,
        server.uploaded_photo(chat.id).await,
    ];
    let last = add(&server, chat.id, &uploads).await;
    let list = server
        .client()
        .list_photos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    let ids: Vec<i64> = list.0.iter().map(|item| item.media_id).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids.last(), Some(&last.media_id));
    let file = reqwest::get(&last.url).await.expect("an answer");
    assert_eq!(file.bytes().await.expect("bytes"), PHOTO);

    // The same key again is the same photo.
    let raw = server
        .post(&path(chat.id), &json!({"photo": [{"s3_path": uploads[0]}]}))
        .await
        .ok();
    assert_eq!(keys(&raw), ["url", "media_id"]);
    assert_eq!(raw["media_id"], ids[0]);
    assert_eq!(
        add(&server, chat.id, &uploads).await.media_id,
        last.media_id
    );
    let list = server
        .client()
        .list_photos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    assert_eq!(list.0.len(), 3);
}

#[tokio::test]
async fn attaching_shows_nothing() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(crate::support::HUMAN).await;
    let upload = server.uploaded_photo(chat.id).await;
    add(&server, chat.id, &[upload]).await;
    server.finish(chat.id).await;
    assert_eq!(
        events.types_until(chat.id, "chat_ended").await,
        ["chat_created", "chat_ended"]
    );
}

#[tokio::test]
async fn a_key_that_is_not_an_upload_of_this_chat_is_not_found() {
    let server = Server::start(&[]).await;
    let (chat, other) = (
        server.chat(VIRTUAL_AGENT).await,
        server.chat(VIRTUAL_AGENT).await,
    );
    let policy = server
        .client()
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await;
    let unused = policy.expect("a policy").fields.key.clone().expect("a key");
    let good = server.uploaded_photo(chat.id).await;
    for (index, bad) in [
        unused,
        server.uploaded_photo(other.id).await,
        server.uploaded_video(chat.id).await,
        "../../demo.json".to_owned(),
        "x".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({"photo": [{"s3_path": good}, {"s3_path": bad}]});
        let message = format!("s3_path {bad} is not found");
        let answer = server.post(&path(chat.id), &body).await;
        answer.refuses(400, &message, "/photo/1/s3_path");
        let list = server
            .client()
            .list_photos()
            .chat_id(chat.id)
            .send()
            .await
            .expect("a list");
        assert!(list.0.is_empty(), "all or none ({index})");
    }
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let eleven = vec![json!({"s3_path": "x"}); 11];
    for (body, pointer) in [
        (json!({}), "/photo"),
        (json!({"photo": []}), "/photo"),
        (json!({"photo": {}}), "/photo"),
        (json!({"photo": eleven}), "/photo"),
        (json!({"photo": [{}]}), "/photo/0/s3_path"),
        (json!({"photo": [{"s3_path": ""}]}), "/photo/0/s3_path"),
        (
            json!({"photo": [{"s3_path": "x".repeat(1_025)}]}),
            "/photo/0/s3_path",
        ),
        (
            json!({"photo": [{"s3_path": Value::Null}]}),
            "/photo/0/s3_path",
        ),
        (
            json!({"photo": [{"s3_path": "x", "photo_type": "painting"}]}),
            "/photo/0/photo_type",
        ),
        (json!({"photo": [{"s3_path": "x"}, 7]}), "/photo/1"),
    ] {
        server.post(&path(chat.id), &body).await.malformed(pointer);
    }
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let upload = server.uploaded_photo(chat.id).await;
    server.finish(chat.id).await;
    let call = |chat| {
        let photo = PhotoUpload::builder().s3_path(upload.clone()).build();
        let body = AddPhotosRequest::builder().photo(vec![photo]).build();
        server.client().add_photos().chat_id(chat).body(body).send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
