//! GET /chats/{chat_id}/photos

use serde_json::json;

use crate::support::{PHOTO, Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn in_the_order_of_attaching_with_addresses_that_need_no_credentials() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/photos", chat.id);
    assert_eq!(server.get(&path).await.ok(), json!([]));
    let (first, second) = (
        server.uploaded_photo(chat.id).await,
        server.uploaded_photo(chat.id).await,
    );
    for upload in [&second, &first] {
        server
            .post(&path, &json!({"photo": [{"s3_path": upload}]}))
            .await
            .ok();
    }
    let upload = server.uploaded_video(chat.id).await;
    let videos = format!("/chats/{}/videos", chat.id);
    server
        .post(&videos, &json!({"video": {"s3_path": upload}}))
        .await
        .ok();

    server.finish(chat.id).await;
    let list = server
        .client()
        .list_photos()
        .chat_id(chat.id)
        .send()
        .await
        .expect("a list");
    let ids: Vec<i64> = list.0.iter().map(|item| item.media_id).collect();
    assert!(ids.len() == 2 && ids[0] < ids[1], "{ids:?}");
    for item in &list.0 {
        assert!(
            item.url.starts_with(&server.ready.url),
            "absolute: {}",
            item.url
        );
        let file = reqwest::get(&item.url).await.expect("an answer");
        assert_eq!(file.status(), 200);
        let header = |name: &str| file.headers()[name].to_str().expect("ASCII").to_owned();
        assert_eq!(header("content-type"), "image/jpeg");
        assert!(header("content-disposition").starts_with("attachment"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(file.bytes().await.expect("bytes"), PHOTO);
        // One character of the signature changed.
        let (rest, last) = item.url.split_at(item.url.len() - 1);
        let forged = format!("{rest}{}", if last == "0" { "1" } else { "0" });
        let refused = reqwest::get(&forged).await.expect("an answer");
        assert!(refused.status().is_client_error(), "{forged}");
    }
}

#[tokio::test]
async fn addresses_never_come_from_the_host_header() {
    let server = Server::start(&["--public-url", "https://media.example.com/files"]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let policy = server
        .client()
        .create_photo_upload()
        .chat_id(chat.id)
        .send()
        .await;
    let url = policy.expect("a policy").url.clone();
    assert!(url.starts_with("https://media.example.com/files/"), "{url}");
}

#[tokio::test]
async fn an_unknown_chat_is_404() {
    let server = Server::start(&[]).await;
    let answer = server.client().list_photos().chat_id(99).send().await;
    refused(answer, 404, "chat 99 is not found");
}
