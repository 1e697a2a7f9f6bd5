//! PATCH /chats/{id}/resume

use chat_client::types::ChatStatus;

use crate::support::{AFTER_HOURS, Events, HUMAN, Server, VIRTUAL_AGENT, refused};

const NOT_DISMISSED: &str = "This chat is not in dismissed state";

/// A chat in which both sides have written and then nobody.
async fn dismissed(server: &Server, events: &mut Events, menu: i64) -> i64 {
    let chat = server.chat(menu).await;
    let side = if menu == HUMAN {
        "agent"
    } else {
        "virtual_agent"
    };
    events.text(chat.id, side).await;
    server.say(&chat, "hello").await;
    let dismissed = events.of(chat.id, "chat_dismissed").await;
    let now = server.now(chat.id).await;
    assert_eq!(dismissed["body"]["status"], now.status.as_str());
    assert!(
        now.timeout_at.is_some() && now.ends_at.is_none(),
        "dismissed is not ended"
    );
    chat.id
}

#[tokio::test]
async fn goes_back_to_the_virtual_agent() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let id = dismissed(&server, &mut events, VIRTUAL_AGENT).await;
    assert_eq!(server.now(id).await.status, ChatStatus::VaDismissed);
    let resumed = server
        .client()
        .resume_chat()
        .id(id)
        .send()
        .await
        .expect("resumed");
    assert_eq!(resumed.id, id, "the same chat");
    assert!(matches!(
        resumed.status,
        ChatStatus::Queued | ChatStatus::VaAssigned
    ));
    let event = events.of(id, "chat_resumed").await;
    assert_eq!(event["body"]["id"], id);
    server.until_status(id, ChatStatus::VaAssigned).await;
    refused(
        server.client().resume_chat().id(id).send().await,
        400,
        NOT_DISMISSED,
    );
}

#[tokio::test]
async fn goes_back_to_the_queue() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let id = dismissed(&server, &mut events, HUMAN).await;
    assert_eq!(server.now(id).await.status, ChatStatus::Dismissed);
    let resumed = server
        .client()
        .resume_chat()
        .id(id)
        .send()
        .await
        .expect("resumed");
    assert_eq!(resumed.status, ChatStatus::Queued);
    server.until_status(id, ChatStatus::Assigned).await;
}

#[tokio::test]
async fn outside_opening_hours_only_a_message_brings_it_back() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let id = dismissed(&server, &mut events, AFTER_HOURS).await;
    let message = "Menu is in 'after hours' state, can't accept incoming chats";
    refused(
        server.client().resume_chat().id(id).send().await,
        400,
        message,
    );
    let chat = server.now(id).await;
    server.say(&chat, "still there?").await;
    let types = events.types_until(id, "chat_resumed").await;
    let last: Vec<&str> = types.iter().map(String::as_str).collect();
    assert_eq!(last.last(), Some(&"chat_resumed"));
    let said = events.message(id, "end_user", "text").await;
    assert_eq!(
        said["body"]["message"]["content"], "still there?",
        "the return comes first"
    );
    server.until_status(id, ChatStatus::VaAssigned).await;
}

#[tokio::test]
async fn only_a_dismissed_chat_can_be_resumed() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/resume", chat.id);
    server
        .raw("PATCH", &path, &[], "")
        .await
        .refuses(400, NOT_DISMISSED, "");
    server.finish(chat.id).await;
    server
        .raw("PATCH", &path, &[], "")
        .await
        .refuses(400, "Chat is already ended", "");
    refused(
        server.client().resume_chat().id(99).send().await,
        404,
        "chat 99 is not found",
    );
}

#[tokio::test]
async fn a_content_type_without_a_body_is_ignored() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let path = format!("/chats/{}/resume", chat.id);
    let answer = server
        .raw("PATCH", &path, &[("Content-Type", "text/plain")], "")
        .await;
    answer.refuses(400, NOT_DISMISSED, "");
}
