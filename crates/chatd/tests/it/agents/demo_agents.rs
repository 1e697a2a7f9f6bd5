//! The demo agents in a chat.

use chat_core::{
    Actor, AgentId, ChatStatus, Clock as _, Command, EscalationStatus, MediaKind, MessageContent,
    Settings, State, Store as _, TimerKind,
};
use chatd::demo_agents::{FORM_PDF, agent_for};
use jiff::SignedDuration;
use serde_json::json;

use crate::stage::{HUMAN_MENU, Stage, TENANT, VIRTUAL_AGENT_MENU, settings, text};

fn is_assigned(chat: &chat_core::Chat) -> bool {
    chat.status() == ChatStatus::Assigned
}

#[tokio::test]
async fn pick_up_send_the_form_and_end() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, settings()).await;
    stage.run_timers();
    let (chat, user) = stage
        .create_chat(TENANT, HUMAN_MENU, Some("Ada"), json!({}))
        .await;
    stage.advance(SignedDuration::from_secs(1));
    let joined = stage.chat_when(chat, is_assigned).await;
    let agent = &joined.agent().expect("an agent").profile;
    assert!(agent.avatar_url.is_some());
    let messages = stage.messages(chat, 1).await;
    assert_eq!(messages[0].sender, Actor::Agent(agent.id));
    assert!(text(&messages[0]).contains("Ada"));
    assert!(text(&messages[0]).contains(&agent.first_name));

    stage
        .say(TENANT, chat, user, "Please send me the form")
        .await;
    let messages = stage.messages(chat, 4).await;
    let MessageContent::Document(media) = messages[3].content else {
        panic!("not a document: {:?}", messages[3]);
    };
    let media = stage.store.media(TENANT, chat, media).await;
    let file = media.expect("the store reads").expect("attached").file;
    assert_eq!(file.kind, MediaKind::File);
    assert_eq!(file.content_type, "application/pdf");
    let bytes = stage.files.get(TENANT, &file.object_key).expect("put");
    assert_eq!(bytes, FORM_PDF);
    assert_eq!(file.size_bytes, bytes.len() as u64);

    stage.say(TENANT, chat, user, "Thank you, bye!").await;
    let ended = stage.chat_when(chat, chat_core::Chat::is_ended).await;
    assert_eq!(ended.status(), ChatStatus::Finished);
    let State::Ended(ending) = ended.state else {
        panic!("ended");
    };
    assert_eq!(ending.by, Some(Actor::Agent(agent.id)));
    let messages = stage.messages(chat, 6).await;
    assert!(text(&messages[5]).contains("Goodbye"));
    assert_eq!(messages.len(), 6);
}

#[tokio::test]
async fn the_form_twice_is_one_file() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, settings()).await;
    stage.run_timers();
    let (chat, user) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    stage.say(TENANT, chat, user, "the form").await;
    stage.say(TENANT, chat, user, "the form").await;
    stage.advance(SignedDuration::from_secs(1));
    let messages = stage.messages(chat, 7).await;
    let documents: Vec<_> = messages
        .iter()
        .filter_map(|message| match message.content {
            MessageContent::Document(media) => Some(media),
            _ => None,
        })
        .collect();
    assert_eq!(documents.len(), 2, "{messages:?}");
    assert_eq!(documents[0], documents[1]);
}

#[tokio::test]
async fn take_over_from_the_virtual_agent() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, settings()).await;
    stage.run_timers();
    let (chat, user) = stage
        .create_chat(TENANT, VIRTUAL_AGENT_MENU, None, json!({}))
        .await;
    stage.messages(chat, 1).await;
    stage.say(TENANT, chat, user, "a person").await;
    stage.messages(chat, 3).await;
    stage.advance(SignedDuration::from_secs(1));
    let joined = stage.chat_when(chat, is_assigned).await;
    assert_eq!(joined.menu_id, HUMAN_MENU);
    assert_eq!(joined.escalations[0].status, EscalationStatus::Escalated);
    // The agent greets and does not answer again what the virtual agent has answered.
    let messages = stage.messages(chat, 4).await;
    assert!(matches!(messages[3].sender, Actor::Agent(AgentId(1 | 2))));
    assert!(text(&messages[3]).contains("How can I help you?"));
}

#[tokio::test]
async fn switched_off_nobody_picks_up() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let worker = stage.run_timers();
    let (chat, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let expiry = Settings::default().queue_expiry;
    stage.advance(expiry - SignedDuration::from_secs(1));
    let timers = stage.chat_when(chat, |_| true).await.timers();
    assert_eq!(timers.len(), 1, "only the expiry: {timers:?}");
    stage.advance(SignedDuration::from_secs(1));
    let failed = stage.chat_when(chat, chat_core::Chat::is_ended).await;
    assert_eq!(failed.status(), ChatStatus::Failed);
    assert!(failed.agents.is_empty());
    assert!(!worker.is_finished());
}

#[tokio::test]
async fn switched_off_at_a_restart_nobody_comes_or_answers() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, settings()).await;
    let (waiting, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let (served, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let join = Command::AgentJoin(agent_for(served));
    let now = stage.clock.now();
    let joined = stage.store.transact(TENANT, served, join, now).await;
    let owes = |chat: &chat_core::Chat| {
        let scripted = [TimerKind::AgentPickup, TimerKind::AgentTurn];
        let mut timers = chat.timers().into_iter();
        timers.any(|timer| scripted.contains(&timer.kind))
    };
    assert!(owes(&joined.expect("an agent").chat));
    assert!(owes(&stage.chat_when(waiting, |_| true).await));

    let stage = stage.reopened().await;
    stage.put_tenant(TENANT, None, Settings::default()).await;
    stage.run_timers();
    stage.advance(SignedDuration::from_secs(1));
    let waiting = stage.chat_when(waiting, |chat| !owes(chat)).await;
    assert_eq!(waiting.status(), ChatStatus::Queued);
    assert!(waiting.agents.is_empty());
    let served = stage.chat_when(served, |chat| !owes(chat)).await;
    assert_eq!(served.status(), ChatStatus::Assigned);
    assert_eq!(served.last_seq.0, 0, "nothing was said");
}
