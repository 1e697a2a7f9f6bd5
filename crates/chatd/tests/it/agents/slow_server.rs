//! A server that does not answer costs its own chats a wait, and nobody else anything.

use chat_core::{ChatStatus, HttpVirtualAgent};
use chatd::timers::Options;
use chatd::virtual_agent::MAX_TURNS_PER_TENANT;
use jiff::SignedDuration;
use serde_json::json;

use super::va_server::{Reply, VaServer};
use crate::stage::{HUMAN_MENU, Stage, TENANT, VIRTUAL_AGENT_MENU, settings};

#[tokio::test]
async fn other_chats_go_on_and_its_own_have_their_turn_in_the_end() {
    let (signal, held) = tokio::sync::watch::channel(false);
    let hello = json!({"replies": [{"type": "text", "text": "Hello."}]});
    let va = VaServer::start(move |_, _| Reply::Held(held.clone(), hello.clone())).await;
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, settings()).await;
    let backend = va.backend(HttpVirtualAgent::MAX_TIMEOUT);
    stage.put_virtual_agent(TENANT, backend).await;
    stage.run_timers_with(Options {
        concurrency: 4,
        ..Options::default()
    });
    let mut slow = Vec::new();
    for _ in 0..MAX_TURNS_PER_TENANT + 10 {
        let (chat, _) = stage
            .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
            .await;
        slow.push(chat);
    }
    va.turns(MAX_TURNS_PER_TENANT).await;

    let (quick, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    stage.advance(SignedDuration::from_secs(1));
    stage
        .chat_when(quick, |chat| chat.status() == ChatStatus::Assigned)
        .await;
    stage.say(TENANT, quick, user, "help").await;
    stage.messages(quick, 3).await;
    let under_way = va.turns(MAX_TURNS_PER_TENANT).await.len();
    assert_eq!(under_way, MAX_TURNS_PER_TENANT, "and no more");

    signal.send(true).expect("the server runs");
    for chat in slow {
        assert_eq!(stage.messages(chat, 1).await.len(), 1);
    }
}
