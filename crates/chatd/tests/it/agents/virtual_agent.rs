//! The built-in virtual agent in a chat.

use chat_core::{Actor, ChatStatus, EscalationReason, EscalationStatus, Settings, VirtualAgentId};
use serde_json::json;

use crate::stage::{HUMAN_MENU, Stage, TENANT, VIRTUAL_AGENT_MENU, text};

const VIRTUAL_AGENT: Actor = Actor::VirtualAgent(VirtualAgentId(1));

#[tokio::test]
async fn joins_greets_and_answers() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    stage.run_timers();
    let context = json!({"order_id": "A-17"});
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, Some("Ada"), context)
        .await;
    let messages = stage.messages(chat, 1).await;
    assert_eq!(messages[0].sender, VIRTUAL_AGENT);
    assert!(text(&messages[0]).starts_with("Hello Ada!"));

    stage.say(TENANT, chat, user, "Where is my order?").await;
    let messages = stage.messages(chat, 3).await;
    assert_eq!(messages[2].sender, VIRTUAL_AGENT);
    assert!(text(&messages[2]).contains("A-17"));
}

#[tokio::test]
async fn answers_what_was_written_before_it_joined() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.say(TENANT, chat, user, "What are your hours?").await;
    stage.run_timers();
    let messages = stage.messages(chat, 3).await;
    assert!(text(&messages[1]).starts_with("Hello!"));
    assert!(text(&messages[2]).contains("Monday"));
    assert_eq!(messages.len(), 3);
}

#[tokio::test]
async fn escalates_when_asked_for_a_person() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    stage.run_timers();
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.messages(chat, 1).await;
    stage.say(TENANT, chat, user, "a human, please").await;
    let chat = stage
        .chat_when(chat, |chat| chat.open_escalation().is_some())
        .await;
    let escalation = chat.open_escalation().expect("open");
    assert_eq!(escalation.reason, EscalationReason::ByEndUserMessage);
    assert_eq!(escalation.status, EscalationStatus::Escalating);
    assert_eq!(escalation.queue, HUMAN_MENU);
    assert_eq!(chat.status(), ChatStatus::Queued);
}

#[tokio::test]
async fn ends_at_a_goodbye() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    stage.run_timers();
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.messages(chat, 1).await;
    stage.say(TENANT, chat, user, "bye").await;
    let chat = stage.chat_when(chat, chat_core::Chat::is_ended).await;
    assert_eq!(chat.status(), ChatStatus::Finished);
}
