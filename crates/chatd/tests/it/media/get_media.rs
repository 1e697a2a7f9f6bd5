//! GET /chats/{id}/media/{media_id}

use chat_client::types::ChatStatus;
use serde_json::json;

use crate::support::{HUMAN, PHOTO, Server, VIRTUAL_AGENT};

#[tokio::test]
async fn the_form_that_an_agent_sends() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat(HUMAN).await;
    server.until_status(chat.id, ChatStatus::Assigned).await;
    events.text(chat.id, "agent").await;
    server.say(&chat, "Please send me the form").await;
    let shown = events.message(chat.id, "agent", "document").await;
    let id = shown["body"]["message"]["content"]["media_id"]
        .as_i64()
        .expect("an id");
    let file = server
        .client()
        .download_media(chat.id, id, 1 << 20)
        .await
        .expect("the form");
    assert!(file.bytes.starts_with(b"%PDF"));
    assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
    let photos = server
        .client()
        .list_photos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    assert!(photos.0.is_empty(), "a document is no photo");
}

#[tokio::test]
async fn any_media_of_the_chat_as_a_download_never_a_page() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let upload = server.uploaded_photo(chat.id).await;
    let body = json!({"photo": [{"s3_path": upload}]});
    let added = server
        .post(&format!("/chats/{}/photos", chat.id), &body)
        .await
        .ok();
    server.finish(chat.id).await;
    let path = format!("/chats/{}/media/{}", chat.id, added["media_id"]);
    let answer = server.get(&path).await;
    assert_eq!((answer.status, &answer.body[..]), (200, PHOTO));
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "attachment"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{}", answer.head);
    }
    assert!(answer.header("x-request-id").is_some());
}

#[tokio::test]
async fn what_is_unknown_or_another_chats_is_404() {
    let server = Server::start(&[]).await;
    let (chat, other) = (
        server.chat(VIRTUAL_AGENT).await,
        server.chat(VIRTUAL_AGENT).await,
    );
    let upload = server.uploaded_photo(chat.id).await;
    let body = json!({"photo": [{"s3_path": upload}]});
    let added = server
        .post(&format!("/chats/{}/photos", chat.id), &body)
        .await
        .ok();
    let id = &added["media_id"];
    let get = async |chat: i64, id: &serde_json::Value| {
        server.get(&format!("/chats/{chat}/media/{id}")).await
    };
    get(chat.id, &json!(99))
        .await
        .refuses(404, "media 99 is not found", "");
    get(other.id, id)
        .await
        .refuses(404, &format!("media {id} is not found"), "");
    get(99, id).await.refuses(404, "chat 99 is not found", "");
}
