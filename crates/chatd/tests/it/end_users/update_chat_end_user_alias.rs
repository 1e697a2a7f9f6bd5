//! POST /chats/{chat_id}/end_user

use chat_client::types::UpdateChatEndUserRequest;
use serde_json::json;

use crate::support::{Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn is_the_same_operation() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let call = |chat| {
        let body = UpdateChatEndUserRequest::builder()
            .identifier("grace".to_owned())
            .build();
        server
            .client()
            .update_chat_end_user_alias()
            .chat_id(chat)
            .body(body)
            .send()
    };
    let accepted = call(chat.id).await.expect("accepted");
    assert_eq!(
        (accepted.status().as_u16(), accepted.message.as_str()),
        (202, "accepted")
    );
    assert_eq!(server.now(chat.id).await.end_user.identifier, "grace");
    let path = format!("/chats/{}/end_user", chat.id);
    let missing = "param is missing or the value is empty: identifier";
    server
        .post(&path, &json!({}))
        .await
        .refuses(400, missing, "/identifier");
    server.finish(chat.id).await;
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}
