//! What happens to a chat by itself, in time and after a stop.

use std::collections::BTreeMap;
use std::sync::Arc;

use chat_core::{
    ChatContext, ChatStatus, Clock as _, Command, CreateChat, Escalate, EscalationStatus,
    FailReason, Interval, LocalTime, Menu, OpeningHours, Settings, State, Store as _, Timeouts,
    WeeklyHours,
};
use jiff::SignedDuration;
use serde_json::json;
use tokio::task::JoinSet;

use crate::stage::{HUMAN_MENU, Stage, TENANT, VIRTUAL_AGENT_MENU};
use crate::support::{soon, until};

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

#[tokio::test]
async fn while_nothing_is_due_the_store_is_not_asked() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let (chat, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    for _ in 0..20 {
        stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    }
    let worker = stage.run_timers();
    let mut quiet = (stage.store.queries(), stage.clock.asked());
    until("the clock is looked at, and the store is not", async || {
        let queries = stage.store.queries();
        if queries != quiet.0 {
            quiet = (queries, stage.clock.asked());
        }
        (queries > 0 && stage.clock.asked() >= quiet.1 + 3).then_some(())
    })
    .await;
    // A clock that is set wakes nobody, and is noticed all the same.
    stage.clock_only_advance(Settings::default().queue_expiry);
    let expired = stage.chat_when(chat, chat_core::Chat::is_ended).await;
    assert_eq!(expired.status(), ChatStatus::Failed);
    assert!(!worker.is_finished());
}

#[tokio::test]
async fn a_hundred_thousand_pending_timers_cost_nothing_while_idle() {
    const CHATS: usize = 100_000;
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let (first, end_user_id) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let mut creating = JoinSet::new();
    for _ in 0..100 {
        let (store, now) = (Arc::clone(&stage.store), stage.clock.now());
        creating.spawn(async move {
            for _ in 0..CHATS / 100 {
                let chat = CreateChat {
                    menu_id: HUMAN_MENU,
                    end_user_id,
                    lang: None,
                    email: None,
                    phone: None,
                    context: ChatContext::default(),
                };
                let created = store.create_chat(TENANT, chat, now).await;
                created.expect("a chat");
            }
        });
    }
    creating.join_all().await;
    let timers = stage.store.gauges().await.expect("read").timers;
    assert!(timers >= 100_000, "one for each chat: {timers}");

    stage.run_timers();
    until("the clock is looked at, and the store is not", async || {
        let before = (stage.store.queries(), stage.clock.asked());
        until("looked at", async || {
            (stage.clock.asked() >= before.1 + 3).then_some(())
        })
        .await;
        (before.0 > 0 && stage.store.queries() == before.0).then_some(())
    })
    .await;
    // And what falls due among so many fires.
    stage.clock_only_advance(Settings::default().queue_expiry);
    let expired = stage.chat_when(first, chat_core::Chat::is_ended).await;
    assert_eq!(expired.status(), ChatStatus::Failed);
    stage.stop();
}

/// Gives the human queue other properties.
async fn edit_queue(stage: &Stage, edit: impl FnOnce(&mut Menu)) {
    let menus = stage.store.catalogue(TENANT).await.expect("menus");
    let mut queue = menus.menu(HUMAN_MENU).expect("the queue").clone();
    edit(&mut queue);
    let edited = menus.with_replaced(queue).expect("sound");
    let put = stage.store.put_catalogue(TENANT, edited).await;
    put.expect("put");
}

#[tokio::test]
async fn the_hours_at_the_moment_of_the_escalation_decide() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    // The stage begins at noon in UTC, when it is 14:00 in Rome.
    let time = |text| LocalTime::parse(text).expect("a time");
    let afternoon = Interval {
        from: time("15:00"),
        to: time("18:00"),
    };
    edit_queue(&stage, |queue| {
        queue.hours = OpeningHours::from(WeeklyHours {
            time_zone: "Europe/Rome".to_owned(),
            week: std::array::from_fn(|_| vec![afternoon]),
            exceptions: BTreeMap::new(),
        });
        queue.deflections = vec![chat_core::DeflectionOption {
            channel: chat_core::DeflectionChannel::Email,
            links: vec![],
        }];
        queue.timeouts = Timeouts {
            queue_expiry: Some(SignedDuration::from_mins(5)),
            ..Timeouts::default()
        };
    })
    .await;
    let worker = stage.run_timers();
    let escalate = async || {
        let menu = VIRTUAL_AGENT_MENU;
        let (chat, _) = stage.create_chat(TENANT, menu, None, json!({})).await;
        let command = Command::Escalate(Escalate::default());
        let now = stage.clock.now();
        let outcome = stage.store.transact(TENANT, chat, command, now).await;
        outcome.expect("accepted").chat
    };
    let before = escalate().await;
    assert_eq!(before.escalations[0].status, EscalationStatus::Deflecting);
    stage.advance(SignedDuration::from_hours(1));
    let during = escalate().await;
    assert_eq!(during.escalations[0].status, EscalationStatus::Escalating);
    // The queue's own expiry, long before the tenant's.
    stage.advance(SignedDuration::from_mins(5));
    let expired = stage.chat_when(during.id, chat_core::Chat::is_ended).await;
    assert_eq!(expired.escalations[0].status, EscalationStatus::Canceled);
    stage.advance(SignedDuration::from_hours(3));
    let after = escalate().await;
    assert_eq!(after.escalations[0].status, EscalationStatus::Deflecting);
    assert!(!worker.is_finished());
}

#[tokio::test]
async fn demo_agents_that_are_on_again_take_the_chats_that_waited() {
    let stage = Stage::new();
    stage.put_tenant(TENANT, None, Settings::default()).await;
    let (waiting, _) = stage.create_chat(TENANT, HUMAN_MENU, None, json!({})).await;
    let recall = async || {
        let recalled = chatd::demo_agents::recall(&*stage.store, &*stage.clock).await;
        recalled.expect("recalled");
        let chat = stage.chat_when(waiting, |_| true).await;
        chat.timers().len()
    };
    assert_eq!(
        recall().await,
        1,
        "as long as they are off, only the expiry"
    );
    stage
        .put_tenant(TENANT, None, crate::stage::settings())
        .await;
    assert_eq!(recall().await, 2);
    stage.advance(SignedDuration::from_secs(1));
    let worker = stage.run_timers();
    let taken = stage.chat_when(waiting, |chat| !chat.agents.is_empty());
    assert_eq!(taken.await.status(), ChatStatus::Assigned);
    assert!(!worker.is_finished());
}
