//! A script of the tenant: it reads the context, chooses the queue, shows buttons, ends the chat.

use chat_client::types::ChatStatus;
use chat_core::VirtualAgentBackend;
use serde_json::json;

use super::configured::Configured;
use crate::support::{AFTER_HOURS, HUMAN};

const SCRIPT: &str = r#"
[[greeting]]
when = { context.topic = "^billing$" }
say = "I am connecting you with billing."
escalate = { menu = 2 }

[[greeting]]
when = { context.topic = "^nights$" }
escalate = { menu = 3, reason = "unknown" }

[[greeting]]
when = { context.topic = "^moon$" }
say = "To the moon!"
escalate = { menu = 99 }

[[greeting]]
say = "Hello! What is it about?"
buttons = ["Billing", { title = "Something else", payload = "other" }]

[[welcome_back]]
say = "Hello again!"

[[rule]]
patterns = '^billing$'
escalate = { menu = 2, reason = "by_end_user_ask" }

[[rule]]
patterns = '\btopic\b'
say = ["About $session.params.context.topic.", "About nothing."]

[[rule]]
patterns = '\bbye\b'
say = "Goodbye!"
end = true

[[media]]
say = "Nice."

[[fallback]]
say = "Pardon?"
"#;

async fn start(flags: &[&str]) -> Configured {
    let toml = SCRIPT.to_owned();
    Configured::start(VirtualAgentBackend::Scripted { toml }, flags).await
}

#[tokio::test]
async fn the_context_chooses_the_queue() {
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = start(&[]).await;
    let chat = server.chat_about(json!({"topic": "Billing"})).await;
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "I am connecting you with billing.");
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(started["body"]["escalation"]["reason"], "by_virtual_agent");
    let chat = server.until_status(chat.id, ChatStatus::Assigned).await;
    let menus: Vec<_> = chat.menus.iter().map(|menu| menu.id).collect();
    assert_eq!(menus, [HUMAN]);
}

#[tokio::test]
async fn a_queue_that_does_not_exist_fails_the_chat() {
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = start(&[]).await;
    let chat = server.chat_about(json!({"topic": "moon"})).await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "To the moon!");
    let canceled = events.of(chat.id, "escalation_canceled").await;
    assert_eq!(canceled["body"]["escalation"]["reason"], "invalid_queue");
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["status"], "failed");
    assert_eq!(ended["body"]["fail_reason"], "escalation_failed");
    assert_eq!(server.now(chat.id).await.status, ChatStatus::Failed);
}

#[tokio::test]
async fn a_closed_queue_deflects_and_the_script_goes_on() {
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = start(&[]).await;
    let chat = server.chat_about(json!({"topic": "nights"})).await;
    let deflected = events.of(chat.id, "escalation_deflected").await;
    assert_eq!(deflected["body"]["deflection"]["reason"], "after_hours");
    let escalation = server.escalate(chat.id).await;
    let chosen = server.choose(&escalation, "virtual_agent").await;
    chosen.expect("offered");
    server.say(&chat, "what was the topic?").await;
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "About nights.");
    let menus = server.now(chat.id).await.menus;
    assert!(menus.iter().all(|menu| menu.id != AFTER_HOURS));
}

#[tokio::test]
async fn pressing_a_button_is_sending_its_title() {
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = start(&[]).await;
    let chat = server.chat_about(json!({})).await;
    let asked = events
        .message(chat.id, "virtual_agent", "inline_button")
        .await;
    assert_eq!(
        asked["body"]["message"]["content"],
        json!({
            "text": "Hello! What is it about?",
            "buttons": [{"title": "Billing"}, {"title": "Something else", "payload": "other"}],
        })
    );
    server.say(&chat, "Billing").await;
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(started["body"]["escalation"]["reason"], "by_end_user_ask");
    server.until_status(chat.id, ChatStatus::Assigned).await;
}

#[tokio::test]
async fn what_the_context_says_is_said_and_never_read_as_a_parameter() {
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = start(&["--agents", "off"]).await;
    let context = json!({"topic": "$session.params.context.secret", "secret": "hunter2"});
    let chat = server.chat_about(context).await;
    server.say(&chat, "which topic?").await;
    let said = events.text(chat.id, "virtual_agent").await;
    assert_eq!(said, "About $session.params.context.secret.");
    server.say(&chat, "Bye").await;
    assert_eq!(events.text(chat.id, "virtual_agent").await, "Goodbye!");
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["ended_by"]["type"], "virtual_agent");
}

#[tokio::test]
async fn a_script_that_is_not_sound_hands_the_chat_to_people() {
    let toml = "[[greeting]]".to_owned();
    let backend = VirtualAgentBackend::Scripted { toml };
    let Configured {
        server,
        mut events,
        directory: _directory,
    } = Configured::start(backend, &[]).await;
    let chat = server.chat_about(json!({})).await;
    let started = events.of(chat.id, "escalation_started").await;
    assert_eq!(started["body"]["escalation"]["reason"], "payload_failure");
    server.until_status(chat.id, ChatStatus::Assigned).await;
    assert!(server.log().contains("a script is not sound"));
}
