//! PATCH /chats/{chat_id}/escalations/{id}

use chat_client::types::{ChatStatus, Escalation, EscalationStatus};
use serde_json::json;

use crate::support::{AFTER_HOURS, OVER_CAPACITY, Server, VIRTUAL_AGENT, refused};

/// A chat whose escalation waits for a choice.
async fn deflecting(server: &Server, menu: i64) -> Escalation {
    let chat = server.chat_with_virtual_agent(menu).await;
    server.escalate(chat.id).await
}

fn not_available(channel: &str) -> String {
    format!("deflection_channel '{channel}' is not available")
}

#[tokio::test]
async fn email_and_external_link_are_recorded_and_leave_the_end_to_the_caller() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    for menu in [AFTER_HOURS, OVER_CAPACITY] {
        for channel in ["email", "external_link"] {
            let escalation = deflecting(&server, menu).await;
            let chosen = server
                .choose(&escalation, channel)
                .await
                .expect("chosen")
                .into_inner();
            assert_eq!(chosen.status, EscalationStatus::Deflected);
            assert_eq!(
                (chosen.id, chosen.chat_id),
                (escalation.id, escalation.chat_id)
            );
            assert_eq!(
                server.now(chosen.chat_id).await.status,
                ChatStatus::VaAssigned
            );
            let pending = events.of(chosen.chat_id, "escalation_deflected").await;
            assert_eq!(pending["body"]["escalation"]["status"], "deflecting");
            let recorded = events.of(chosen.chat_id, "escalation_deflected").await;
            assert_eq!(recorded["body"]["escalation"]["status"], "deflected");
        }
    }
}

#[tokio::test]
async fn the_virtual_agent_goes_on() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let escalation = deflecting(&server, AFTER_HOURS).await;
    let chat = server.now(escalation.chat_id).await;
    let chosen = server
        .choose(&escalation, "virtual_agent")
        .await
        .expect("chosen");
    assert_eq!(chosen.status, EscalationStatus::Deflected);
    server.say(&chat, "What are your hours?").await;
    // It greets before that only if the escalation left it the time.
    let mut answer = String::new();
    while !answer.contains("Monday") {
        answer = events.text(chat.id, "virtual_agent").await;
    }
    let again = server.escalate(chat.id).await;
    assert!(
        again.id != escalation.id,
        "a new escalation after the outcome of the first"
    );
}

#[tokio::test]
async fn who_waits_for_a_human_agent_is_queued() {
    let server = Server::start(&["--agents", "off"]).await;
    let escalation = deflecting(&server, OVER_CAPACITY).await;
    let chosen = server
        .choose(&escalation, "human_agent")
        .await
        .expect("chosen");
    assert_eq!(chosen.status, EscalationStatus::Escalating);
    assert_eq!(server.now(chosen.chat_id).await.status, ChatStatus::Queued);
}

#[tokio::test]
async fn only_an_offered_channel() {
    let server = Server::start(&[]).await;
    let escalation = deflecting(&server, AFTER_HOURS).await;
    for channel in ["human_agent", "fax", "EMAIL"] {
        refused(
            server.choose(&escalation, channel).await,
            400,
            &not_available(channel),
        );
    }
    let path = format!(
        "/chats/{}/escalations/{}",
        escalation.chat_id, escalation.id
    );
    let answer = server
        .patch(&path, &json!({"deflection_channel": "fax"}))
        .await;
    answer.refuses(400, &not_available("fax"), "/deflection_channel");
}

#[tokio::test]
async fn only_while_the_choice_is_pending() {
    let server = Server::start(&["--agents", "off"]).await;
    for channel in ["email", "virtual_agent", "human_agent"] {
        let escalation = deflecting(&server, OVER_CAPACITY).await;
        server.choose(&escalation, channel).await.expect("chosen");
        for again in [channel, "external_link"] {
            refused(
                server.choose(&escalation, again).await,
                400,
                &not_available(again),
            );
        }
    }
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let escalating = server.escalate(chat.id).await;
    refused(
        server.choose(&escalating, "email").await,
        400,
        &not_available("email"),
    );
}

#[tokio::test]
async fn not_after_the_end() {
    let server = Server::start(&[]).await;
    let escalation = deflecting(&server, AFTER_HOURS).await;
    server.finish(escalation.chat_id).await;
    for channel in ["email", "fax"] {
        refused(
            server.choose(&escalation, channel).await,
            400,
            "Chat is already ended",
        );
    }
}

#[tokio::test]
async fn ids_of_the_path_are_404() {
    let server = Server::start(&[]).await;
    let escalation = deflecting(&server, AFTER_HOURS).await;
    let other = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    for channel in ["email", "fax"] {
        let at = |chat_id, id| Escalation {
            id,
            chat_id,
            status: EscalationStatus::Deflecting,
        };
        let unknown = at(escalation.chat_id, 99);
        refused(
            server.choose(&unknown, channel).await,
            404,
            "escalation 99 is not found",
        );
        let elsewhere = at(other.id, escalation.id);
        let message = format!("escalation {} is not found", escalation.id);
        refused(server.choose(&elsewhere, channel).await, 404, &message);
        let nowhere = at(99, escalation.id);
        refused(
            server.choose(&nowhere, channel).await,
            404,
            "chat 99 is not found",
        );
    }
}

#[tokio::test]
async fn malformed_bodies_name_the_place() {
    let server = Server::start(&[]).await;
    let escalation = deflecting(&server, AFTER_HOURS).await;
    let path = format!(
        "/chats/{}/escalations/{}",
        escalation.chat_id, escalation.id
    );
    for body in [
        json!({}),
        json!({"deflection_channel": ""}),
        json!({"deflection_channel": null}),
        json!({"deflection_channel": 1}),
        json!({"deflection_channel": "x".repeat(65)}),
    ] {
        server
            .patch(&path, &body)
            .await
            .malformed("/deflection_channel");
    }
}

#[tokio::test]
async fn a_dismissal_cancels_the_choice() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    events.text(chat.id, "virtual_agent").await;
    server.say(&chat, "hello").await;
    events.text(chat.id, "virtual_agent").await;
    let escalation = server.escalate(chat.id).await;
    let canceled = events.of(chat.id, "escalation_canceled").await;
    assert_eq!(canceled["body"]["escalation"]["id"], escalation.id);
    events.of(chat.id, "chat_dismissed").await;
    refused(
        server.choose(&escalation, "email").await,
        400,
        &not_available("email"),
    );
}
