//! GET /chats/{chat_id}/videos

use serde_json::json;

use crate::support::{Server, VIDEO, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn has_videos_only() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let photo = server.uploaded_photo(chat.id).await;
    let photos = format!("/chats/{}/photos", chat.id);
    server
        .post(&photos, &json!({"photo": [{"s3_path": photo}]}))
        .await
        .ok();
    let path = format!("/chats/{}/videos", chat.id);
    assert_eq!(server.get(&path).await.ok(), json!([]));
    let upload = server.uploaded_video(chat.id).await;
    let added = server
        .post(&path, &json!({"video": {"s3_path": upload}}))
        .await
        .ok();
    let list = server
        .client()
        .list_videos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    assert_eq!(list.0.len(), 1);
    assert_eq!(list.0[0].media_id, added["media_id"]);
    let file = reqwest::get(&list.0[0].url).await.expect("an answer");
    assert_eq!(file.headers()["content-type"], "video/mp4");
    assert_eq!(file.bytes().await.expect("bytes"), VIDEO);
}

#[tokio::test]
async fn an_unknown_chat_is_404() {
    let server = Server::start(&[]).await;
    let answer = server.client().list_videos().chat_id(99).send().await;
    refused(answer, 404, "chat 99 is not found");
}
