//! GET /chats/{id}/customer_flag

use serde_json::json;

use crate::support::{Server, VIRTUAL_AGENT, refused};

#[tokio::test]
async fn false_before_being_set_and_readable_after_the_end() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/customer_flag", chat.id);
    let none = json!({"verified_customer": false, "bad_actor": false, "repeat_customer": false});
    assert_eq!(server.get(&path).await.ok(), none);
    server.finish(chat.id).await;
    let flags = server
        .client()
        .get_customer_flags()
        .id(chat.id)
        .send()
        .await
        .expect("flags");
    assert!(!flags.verified_customer && !flags.bad_actor && !flags.repeat_customer);
}

#[tokio::test]
async fn an_unknown_chat_is_404() {
    let server = Server::start(&[]).await;
    let answer = server.client().get_customer_flags().id(99).send().await;
    refused(answer, 404, "chat 99 is not found");
}
