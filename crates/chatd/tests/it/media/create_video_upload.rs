//! POST /chats/{chat_id}/videos/upload

use crate::support::{Server, VIDEO, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn a_policy_takes_one_video() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let policy = server
        .client()
        .create_video_upload()
        .chat_id(chat.id)
        .send()
        .await;
    let policy = policy.expect("a policy").into_inner();
    assert_eq!(policy.fields.content_type.as_deref(), Some("video/mp4"));
    // Larger than a photo may be.
    let video = [VIDEO, &vec![0; 3 << 20]].concat();
    server
        .client()
        .upload_bytes(&policy, "video.mp4", video)
        .await
        .expect("uploaded");
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let call = |chat| server.client().create_video_upload().chat_id(chat).send();
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
