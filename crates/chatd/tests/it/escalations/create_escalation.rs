//! POST /chats/{chat_id}/escalations

use chat_client::types::{ChatStatus, CreateEscalationRequest, EscalationReason, EscalationStatus};
use serde_json::{Value, json};

use crate::support::{AFTER_HOURS, HUMAN, OVER_CAPACITY, Server, VIRTUAL_AGENT, refused};

fn path(chat: i64) -> String {
    format!("/chats/{chat}/escalations")
}

#[tokio::test]
async fn an_agent_takes_the_chat() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    events.text(chat.id, "virtual_agent").await;
    let body = CreateEscalationRequest::builder()
        .reason(EscalationReason::ByEndUserAsk)
        .build();
    let call = server
        .client()
        .create_escalation()
        .chat_id(chat.id)
        .body(body);
    let escalation = call.send().await.expect("an escalation").into_inner();
    assert_eq!(
        (escalation.chat_id, &escalation.status),
        (chat.id, &EscalationStatus::Escalating)
    );
    let started = events.of(chat.id, "escalation_started").await;
    let expected = json!({"id": escalation.id, "chat_id": chat.id, "status": "escalating", "reason": "by_end_user_ask"});
    assert_eq!(
        started["body"],
        json!({"escalation": expected, "deflection": null})
    );
    server.until_status(chat.id, ChatStatus::Assigned).await;
    let accepted = events.of(chat.id, "escalation_accepted").await;
    assert_eq!(accepted["body"]["escalation"]["status"], "escalated");
    assert!(!events.text(chat.id, "agent").await.is_empty());
}

#[tokio::test]
async fn everything_has_a_default_and_unknown_keys_are_ignored() {
    let (server, mut events) = Server::start_with_events(&["--agents", "off"]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    let answer = server.post(&path(chat.id), &json!({"wish": 1})).await.ok();
    assert_eq!(
        answer["status"], "escalating",
        "a virtual agent that still connects does so at once"
    );
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(started["body"]["escalation"]["reason"], "unknown");
}

#[tokio::test]
async fn asked_twice_it_is_the_same_one() {
    let server = Server::start(&["--agents", "off"]).await;
    for (menu, status) in [
        (VIRTUAL_AGENT, EscalationStatus::Escalating),
        (AFTER_HOURS, EscalationStatus::Deflecting),
    ] {
        let chat = server.chat_with_virtual_agent(menu).await;
        let first = server.escalate(chat.id).await;
        assert_eq!(first.status, status);
        assert_eq!(server.escalate(chat.id).await, first);
    }
}

#[tokio::test]
async fn what_cannot_be_served_is_deflected() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    for (menu, reason, offered) in [
        (
            AFTER_HOURS,
            "after_hours",
            &["email", "external_link", "virtual_agent"][..],
        ),
        (
            OVER_CAPACITY,
            "over_capacity",
            &["email", "external_link", "virtual_agent", "human_agent"][..],
        ),
    ] {
        let chat = server.chat_with_virtual_agent(menu).await;
        let escalation = server.escalate(chat.id).await;
        assert_eq!(escalation.status, EscalationStatus::Deflecting);
        assert_eq!(server.now(chat.id).await.status, ChatStatus::VaAssigned);
        let deflected = events.of(chat.id, "escalation_deflected").await;
        let deflection = &deflected["body"]["deflection"];
        assert_eq!(deflection["reason"], reason);
        let channels = deflection["channels"].as_array().expect("channels");
        let names: Vec<&Value> = channels.iter().map(|it| &it["channel"]).collect();
        assert_eq!(names, offered);
        let link = json!([{"name": "Help center", "url": "https://help.example.com/"}]);
        assert_eq!(channels[1]["links"], link);
    }
}

#[tokio::test]
async fn force_skips_the_checks_and_ends_a_choice() {
    let server = Server::start(&["--agents", "off"]).await;
    let force = || {
        CreateEscalationRequest::builder()
            .force_escalate(true)
            .build()
    };
    for menu in [AFTER_HOURS, OVER_CAPACITY] {
        let at_once = server.chat_with_virtual_agent(menu).await;
        let call = server
            .client()
            .create_escalation()
            .chat_id(at_once.id)
            .body(force());
        let escalation = call.send().await.expect("an escalation");
        assert_eq!(escalation.status, EscalationStatus::Escalating);
        assert_eq!(server.now(at_once.id).await.status, ChatStatus::Queued);

        let asked_first = server.chat_with_virtual_agent(menu).await;
        let deflecting = server.escalate(asked_first.id).await;
        let call = server
            .client()
            .create_escalation()
            .chat_id(asked_first.id)
            .body(force());
        let forced = call.send().await.expect("an escalation");
        assert_eq!(forced.id, deflecting.id, "it is the same one");
        assert_eq!(forced.status, EscalationStatus::Escalating);
        assert_eq!(server.now(asked_first.id).await.status, ChatStatus::Queued);
    }
}

#[tokio::test]
async fn only_a_chat_with_a_virtual_agent_is_escalated() {
    let server = Server::start(&[]).await;
    let message = "Chat is not with a virtual agent";
    let waiting = server.chat(HUMAN).await;
    server
        .post(&path(waiting.id), &json!({}))
        .await
        .refuses(400, message, "");
    server.until_status(waiting.id, ChatStatus::Assigned).await;
    server
        .post(&path(waiting.id), &json!({"force_escalate": true}))
        .await
        .refuses(400, message, "");
}

#[tokio::test]
async fn not_after_the_end_and_not_in_an_unknown_chat() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    server.escalate(chat.id).await;
    server.finish(chat.id).await;
    let call = |chat| {
        let body = CreateEscalationRequest::builder().build();
        server
            .client()
            .create_escalation()
            .chat_id(chat)
            .body(body)
            .send()
    };
    refused(call(chat.id).await, 400, "Chat is already ended");
    refused(call(99).await, 404, "chat 99 is not found");
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let chat = server.chat(VIRTUAL_AGENT).await;
    for (body, pointer) in [
        (json!({"reason": "boredom"}), "/reason"),
        (json!({"reason": 2}), "/reason"),
        (json!({"force_escalate": "yes"}), "/force_escalate"),
        (json!({"force_escalate": null}), "/force_escalate"),
        (json!([]), ""),
    ] {
        server.post(&path(chat.id), &body).await.malformed(pointer);
    }
}

#[tokio::test]
async fn asking_the_virtual_agent_for_a_person_escalates_too() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    events.text(chat.id, "virtual_agent").await;
    server.say(&chat, "I want to talk to a person").await;
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(
        started["body"]["escalation"]["reason"],
        "by_end_user_message"
    );
    server.until_status(chat.id, ChatStatus::Assigned).await;
}
