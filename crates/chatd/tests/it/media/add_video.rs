//! POST /chats/{chat_id}/videos

use chat_client::types::{AddVideoRequest, VideoUpload};
use serde_json::json;

use crate::support::{Server, VIRTUAL_AGENT, keys, refused};

fn path(chat: i64) -> String {
    format!("/chats/{chat}/videos")
}

#[tokio::test]
async fn either_name_of_the_path_means_the_same() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let upload = server.uploaded_video(chat.id).await;
    let s3 = VideoUpload::builder().s3_path(upload.clone()).build();
    let body = AddVideoRequest::builder().video(s3).build();
    let added = server
        .client()
        .add_video()
        .chat_id(chat.id)
        .body(body)
        .send()
        .await;
    let id = added.expect("attached").media_id;
    for video in [
        json!({"gcs_path": upload}),
        json!({"s3_path": upload, "gcs_path": upload}),
        json!({"s3_path": upload}),
    ] {
        let again = server
            .post(&path(chat.id), &json!({"video": video}))
            .await
            .ok();
        assert_eq!(keys(&again), ["url", "media_id"]);
        assert_eq!(again["media_id"], id, "the same key is the same video");
    }
    let list = server
        .client()
        .list_videos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    assert_eq!(list.0.len(), 1);
}

#[tokio::test]
async fn refuses_what_is_no_upload_of_this_chat() {
    let server = Server::start(&[]).await;
    let (chat, other) = (
        server.chat(VIRTUAL_AGENT).await,
        server.chat(VIRTUAL_AGENT).await,
    );
    for bad in [
        server.uploaded_photo(chat.id).await,
        server.uploaded_video(other.id).await,
        "x".to_owned(),
    ] {
        for name in ["s3_path", "gcs_path"] {
            let answer = server
                .post(&path(chat.id), &json!({"video": {name: bad}}))
                .await;
            answer.malformed(&format!("/video/{name}"));
            let message = answer.error().message;
            assert_eq!(message, format!("{name} {bad} is not found"));
        }
    }
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    for (body, pointer) in [
        (json!({}), "/video"),
        (json!({"video": {}}), "/video/s3_path"),
        (json!({"video": []}), "/video"),
        (
            json!({"video": {"s3_path": "a", "gcs_path": "b"}}),
            "/video/gcs_path",
        ),
        (json!({"video": {"s3_path": ""}}), "/video/s3_path"),
        (
            json!({"video": {"gcs_path": "x".repeat(1_025)}}),
            "/video/gcs_path",
        ),
        // The body of photos, as an example of the published page has it.
        (json!({"photo": [{"s3_path": "x"}]}), "/video"),
    ] {
        server.post(&path(chat.id), &body).await.malformed(pointer);
    }
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let upload = server.uploaded_video(chat.id).await;
    server.finish(chat.id).await;
    let call = |chat| {
        let video = VideoUpload::builder().s3_path(upload.clone()).build();
        let body = AddVideoRequest::builder().video(video).build();
        server.client().add_video().chat_id(chat).body(body).send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
