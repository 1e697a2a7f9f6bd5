//! What happens to a chat by itself, in time and after a stop.

use chat_core::{ChatStatus, FailReason, Settings, State};
use jiff::SignedDuration;
use serde_json::json;

use crate::stage::{HUMAN_MENU, Stage, TENANT, VIRTUAL_AGENT_MENU};
use crate::support::soon;

#[tokio::test]
async fn an_inactive_chat_is_dismissed_and_then_ended() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    stage.run_timers();
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.messages(chat, 1).await;
    stage.say(TENANT, chat, user, "hours").await;
    stage.messages(chat, 3).await;
    stage.advance(Settings::default().dismiss_after);
    stage
        .chat_when(chat, |chat| chat.status() == ChatStatus::VaDismissed)
        .await;

    stage.say(TENANT, chat, user, "help").await;
    let back = stage
        .chat_when(chat, |chat| chat.status() == ChatStatus::VaAssigned)
        .await;
    assert!(back.last_seq.0 >= 4);
    stage.messages(chat, 6).await;
    stage.advance(Settings::default().chat_timeout);
    let ended = stage.chat_when(chat, chat_core::Chat::is_ended).await;
    let State::Ended(ending) = ended.state else {
        panic!("ended");
    };
    assert_eq!(ending.reason, FailReason::NoResponse);
}

#[tokio::test]
async fn a_stop_loses_no_timer() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let worker = stage.run_timers();
    let (greeted, _) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.messages(greeted, 1).await;
    stage.stop();
    soon(worker).await.expect("stops without a panic");

    let (waiting, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let (connecting, _) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.clock_only_advance(Settings::default().queue_expiry);
    let stage = stage.reopened().await;
    stage.run_timers();
    let failed = stage.chat_when(waiting, chat_core::Chat::is_ended).await;
    assert_eq!(failed.status(), ChatStatus::Failed);
    // The virtual agent's connection was due long before the expiry of the queue.
    let served = stage
        .chat_when(connecting, |chat| chat.last_seq.0 == 1)
        .await;
    assert_eq!(served.status(), ChatStatus::VaAssigned);
}

#[tokio::test]
async fn many_chats_are_served_at_once() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let mut chats = Vec::new();
    for _ in 0..300 {
        let (chat, _) = stage
            .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
            .await;
        chats.push(chat);
    }
    stage.advance(SignedDuration::from_secs(1));
    stage.run_timers();
    for chat in chats {
        let messages = stage.messages(chat, 1).await;
        assert_eq!(messages.len(), 1);
    }
}
