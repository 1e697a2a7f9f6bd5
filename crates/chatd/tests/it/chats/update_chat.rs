//! PATCH /chats/{id}

use chat_client::types::{ChatStatus, UpdateChatParams, UpdateChatRequest};
use serde_json::{Value, json};

use crate::support::{AFTER_HOURS, HUMAN, OVER_CAPACITY, Server, VIRTUAL_AGENT, finished, refused};

#[tokio::test]
async fn finishes_once() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let body = UpdateChatRequest::builder()
        .finished_by_user_id(chat.end_user.id)
        .chat(
            UpdateChatParams::builder()
                .status("finished".to_owned())
                .build(),
        )
        .build();
    let ended = server
        .client()
        .update_chat()
        .id(chat.id)
        .body(body)
        .send()
        .await;
    let ended = ended.expect("ended").into_inner();
    assert_eq!(ended.status, ChatStatus::Finished);
    assert!(ended.ends_at.is_some() && ended.timeout_at.is_none());
    let event = events.of(chat.id, "chat_ended").await;
    let by = json!({"id": chat.end_user.id, "type": "end_user"});
    assert_eq!(event["body"]["ended_by"], by);
    assert_eq!(event["body"]["fail_reason"], "nothing");

    // Again: unchanged, whatever else the body names, and no second event.
    let again = json!({"finished_by_user_id": 99, "chat": {"status": "finished",
        "escalation_id": 99, "deflection_channel": "fax"}});
    let again = server
        .patch(&format!("/chats/{}", chat.id), &again)
        .await
        .ok();
    assert_eq!(again, serde_json::to_value(&ended).expect("JSON"));
    let other = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    events.of(other.id, "chat_created").await;
    events.none_left_of(chat.id, "chat_ended");
}

#[tokio::test]
async fn who_finishes_may_be_left_out() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(HUMAN).await;
    server.finish(chat.id).await;
    let event = events.of(chat.id, "chat_ended").await;
    assert_eq!(event["body"]["ended_by"], Value::Null);
}

#[tokio::test]
async fn refuses_in_the_documented_words() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    let stranger = server.user("stranger").await;
    let escalation = server.escalate(chat.id).await;
    let other = server.chat_with_virtual_agent(OVER_CAPACITY).await;
    let others = server.escalate(other.id).await;
    let only_finished = "Only status 'finished' can be set";
    let finish =
        |member: &str, value: Value| json!({"chat": {"status": "finished", member: value}});
    let table = [
        (
            json!({"chat": {"status": "dismissed"}}),
            only_finished.to_owned(),
            "/chat/status",
        ),
        (
            json!({"chat": {}}),
            only_finished.to_owned(),
            "/chat/status",
        ),
        (
            json!({"finished_by_user_id": 99, "chat": {"status": "finished"}}),
            "finished_by_user_id 99 is not found".to_owned(),
            "/finished_by_user_id",
        ),
        (
            json!({"finished_by_user_id": stranger, "chat": {"status": "finished"}}),
            format!("finished_by_user_id {stranger} is not found"),
            "/finished_by_user_id",
        ),
        (
            finish("escalation_id", json!(99)),
            "escalation_id 99 is not found".to_owned(),
            "/chat/escalation_id",
        ),
        (
            finish("escalation_id", json!(others.id)),
            format!("escalation_id {} is not found", others.id),
            "/chat/escalation_id",
        ),
        (
            finish("deflection_channel", json!("fax")),
            "deflection_channel 'fax' is not available".to_owned(),
            "/chat/deflection_channel",
        ),
        (
            finish("deflection_channel", json!("virtual_agent")),
            "deflection_channel 'virtual_agent' is not available".to_owned(),
            "/chat/deflection_channel",
        ),
    ];
    for (body, message, pointer) in table {
        let path = format!("/chats/{}", chat.id);
        server
            .patch(&path, &body)
            .await
            .refuses(400, &message, pointer);
    }
    assert_eq!(
        server.now(chat.id).await.status,
        ChatStatus::VaAssigned,
        "nothing has changed"
    );
    assert!(
        escalation.id != others.id,
        "ids are the tenant's, not the chat's"
    );
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    for (body, pointer) in [
        (json!({}), "/chat"),
        (json!({"status": "finished"}), "/chat"),
        (json!({"chat": {"status": 1}}), "/chat/status"),
        (json!({"chat": {"status": null}}), "/chat/status"),
        (json!({"chat": {"escalation_id": 0}}), "/chat/escalation_id"),
        (
            json!({"chat": {"deflection_channel": ""}}),
            "/chat/deflection_channel",
        ),
        (
            json!({"chat": {}, "finished_by_user_id": "1"}),
            "/finished_by_user_id",
        ),
    ] {
        server
            .patch(&format!("/chats/{}", chat.id), &body)
            .await
            .malformed(pointer);
    }
}

#[tokio::test]
async fn after_the_end_only_finished_is_taken() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    server.finish(chat.id).await;
    let body = json!({"chat": {"status": "queued"}});
    let answer = server.patch(&format!("/chats/{}", chat.id), &body).await;
    answer.refuses(400, "Chat is already ended", "");
    let answer = server
        .client()
        .update_chat()
        .id(99)
        .body(finished())
        .send()
        .await;
    refused(answer, 404, "chat 99 is not found");
}

#[tokio::test]
async fn records_the_outcome_of_a_deflection_by_itself() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    for channel in ["email", "external_link"] {
        let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
        let escalation = server.escalate(chat.id).await;
        assert_eq!(escalation.status.as_str(), "deflecting");
        let params = UpdateChatParams::builder()
            .status("finished".to_owned())
            .escalation_id(escalation.id)
            .deflection_channel(channel.to_owned())
            .build();
        let body = UpdateChatRequest::builder().chat(params).build();
        let ended = server
            .client()
            .update_chat()
            .id(chat.id)
            .body(body)
            .send()
            .await;
        assert_eq!(ended.expect("ended").status, ChatStatus::Finished);
        let types = events.types_until(chat.id, "chat_ended").await;
        let canceled = types.iter().any(|it| it == "escalation_canceled");
        assert!(!canceled, "a choice was made: {types:?}");
    }
}

#[tokio::test]
async fn a_pending_choice_is_canceled_by_the_end() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(OVER_CAPACITY).await;
    let escalation = server.escalate(chat.id).await;
    server.finish(chat.id).await;
    let canceled = events.of(chat.id, "escalation_canceled").await;
    assert_eq!(canceled["body"]["escalation"]["id"], escalation.id);
    assert_eq!(canceled["body"]["escalation"]["status"], "canceled");
}

#[tokio::test]
async fn the_outcome_must_be_the_one_that_was_chosen() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    let escalation = server.escalate(chat.id).await;
    server.choose(&escalation, "email").await.expect("chosen");
    let path = format!("/chats/{}", chat.id);
    let finish = |channel: &str| json!({"chat": {"status": "finished", "deflection_channel": channel, "escalation_id": escalation.id}});
    let message = "deflection_channel 'external_link' is not available";
    let answer = server.patch(&path, &finish("external_link")).await;
    answer.refuses(400, message, "/chat/deflection_channel");
    let ended = server.patch(&path, &finish("email")).await.ok();
    assert_eq!(ended["status"], "finished");
}
