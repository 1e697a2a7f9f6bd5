//! POST /chats/{chat_id}/end-user

use chat_client::types::UpdateChatEndUserRequest;
use serde_json::json;

use crate::support::{HUMAN, Server, VIRTUAL_AGENT, refused};

const DUPLICATE: &str = "Duplicate request: Please wait for the interval to expire";

fn path(chat: i64) -> String {
    format!("/chats/{chat}/end-user")
}

fn body(identifier: &str) -> UpdateChatEndUserRequest {
    UpdateChatEndUserRequest::builder()
        .identifier(identifier.to_owned())
        .build()
}

#[tokio::test]
async fn the_chat_gets_another_end_user_and_nobody_is_renamed() {
    let server = Server::start(&[]).await;
    let (chat, other) = (
        server.chat(VIRTUAL_AGENT).await,
        server.chat(VIRTUAL_AGENT).await,
    );
    let ada = chat.end_user.id;
    let call = server
        .client()
        .update_chat_end_user()
        .chat_id(chat.id)
        .body(body("grace"));
    let accepted = call.send().await.expect("accepted");
    assert_eq!(accepted.status(), 202);
    assert_eq!(accepted.message, "accepted");
    let now = server.now(chat.id).await.end_user;
    assert_eq!(
        (now.id, now.identifier.as_str()),
        (server.user("grace").await, "grace")
    );
    assert_eq!(
        server.user("ada").await,
        ada,
        "who was there before keeps name and id"
    );
    assert_eq!(
        server.now(other.id).await.end_user,
        other.end_user,
        "other chats keep theirs"
    );
}

#[tokio::test]
async fn everyone_whose_chat_it_was_may_end_it() {
    let server = Server::start(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    let answer = server
        .post(&path(chat.id), &json!({"identifier": "grace"}))
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (202, json!({"message": "accepted"}))
    );
    let end = json!({"finished_by_user_id": chat.end_user.id, "chat": {"status": "finished"}});
    let ended = server
        .patch(&format!("/chats/{}", chat.id), &end)
        .await
        .ok();
    assert_eq!(ended["end_user"]["identifier"], "grace");
}

#[tokio::test]
async fn the_same_again_at_once_is_a_duplicate() {
    let server = Server::start(&[]).await;
    let (chat, other) = (
        server.chat(VIRTUAL_AGENT).await,
        server.chat(VIRTUAL_AGENT).await,
    );
    let same = json!({"identifier": "grace", "name": "Grace"});
    let accepts = async |path: String, body: &serde_json::Value| {
        assert_eq!(server.post(&path, body).await.status, 202, "{body}");
    };
    accepts(path(chat.id), &same).await;
    server
        .post(&path(chat.id), &same)
        .await
        .refuses(400, DUPLICATE, "");
    // Both spellings of the path are one operation.
    let alias = format!("/chats/{}/end_user", chat.id);
    server.post(&alias, &same).await.refuses(400, DUPLICATE, "");
    accepts(path(other.id), &same).await;
    accepts(
        path(chat.id),
        &json!({"identifier": "grace", "name": "Grace Hopper"}),
    )
    .await;
}

#[tokio::test]
async fn refuses_in_the_documented_words() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let missing = "param is missing or the value is empty: identifier";
    for body in [json!({}), json!({"identifier": ""})] {
        server
            .post(&path(chat.id), &body)
            .await
            .refuses(400, missing, "/identifier");
    }
    for (body, pointer) in [
        (json!({"identifier": 1}), "/identifier"),
        (json!({"identifier": "x".repeat(256)}), "/identifier"),
        (
            json!({"identifier": "x", "phone": "1".repeat(33)}),
            "/phone",
        ),
        (json!({"identifier": "x", "email": null}), "/email"),
    ] {
        server.post(&path(chat.id), &body).await.malformed(pointer);
    }
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let call = |chat| {
        server
            .client()
            .update_chat_end_user()
            .chat_id(chat)
            .body(body("late"))
            .send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
    let late = server
        .client()
        .find_end_user()
        .identifier("late")
        .send()
        .await;
    refused(late, 404, "end user is not found");
}
