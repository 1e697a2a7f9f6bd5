//! Every corner of escalations and deflections, through the whole program.

use std::collections::BTreeMap;

use chat_client::types::{
    ChatStatus, CreateEscalationRequest, Escalation, EscalationStatus, UpdateChatParams,
    UpdateChatRequest,
};
use chat_core::{
    Catalogue, DeflectionChannel, DeflectionOption, Lang, Menu, MenuId, OpeningHours, Timeouts,
    VirtualAgentId, VirtualAgentProfile, WeeklyHours,
};
use chatd::clock::{SystemClock, WallClock as _};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{
    AFTER_HOURS, HUMAN, OVER_CAPACITY, Server, VIRTUAL_AGENT, put_menus, refused, until,
};

const AGENTS_OFF: &[&str] = &["--agents", "off"];

async fn force(server: &Server, chat: i64) -> Escalation {
    let body = CreateEscalationRequest::builder()
        .force_escalate(true)
        .build();
    let call = server.client().create_escalation().chat_id(chat).body(body);
    call.send().await.expect("an escalation").into_inner()
}

/// Ends the chat with the outcome of a deflection.
async fn finish_with(
    server: &Server,
    escalation: &Escalation,
    channel: &str,
) -> Result<(), chat_client::Error<chat_client::types::Error>> {
    let chat = UpdateChatParams::builder()
        .status("finished".to_owned())
        .escalation_id(escalation.id)
        .deflection_channel(channel.to_owned())
        .build();
    let body = UpdateChatRequest::builder().chat(chat).build();
    let call = server.client().update_chat().id(escalation.chat_id);
    call.body(body).send().await.map(drop)
}

#[tokio::test]
async fn who_waits_on_in_a_full_queue_is_taken_in_the_end() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(OVER_CAPACITY).await;
    let escalation = server.escalate(chat.id).await;
    server
        .choose(&escalation, "human_agent")
        .await
        .expect("chosen");
    server.until_status(chat.id, ChatStatus::Assigned).await;
    let accepted = events.of(chat.id, "escalation_accepted").await;
    assert_eq!(accepted["body"]["escalation"]["id"], escalation.id);
    assert_eq!(
        accepted["body"]["deflection"]["reason"], "over_capacity",
        "what was offered is still told"
    );
}

#[tokio::test]
async fn a_forced_escalation_to_a_closed_queue_is_taken_or_expires() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    server.escalate(chat.id).await;
    force(&server, chat.id).await;
    server.until_status(chat.id, ChatStatus::Assigned).await;

    let flags = [AGENTS_OFF, &["--queue-expiry", "1s"]].concat();
    let (server, mut events) = Server::start_with_events(&flags).await;
    let chat = server.chat(AFTER_HOURS).await;
    force(&server, chat.id).await;
    let canceled = events.of(chat.id, "escalation_canceled").await;
    assert_eq!(canceled["body"]["escalation"]["status"], "canceled");
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["status"], "failed");
    assert_eq!(ended["body"]["fail_reason"], "expired");
}

#[tokio::test]
async fn a_choice_that_is_not_made_is_canceled_by_the_chat_timeout() {
    let (server, mut events) = Server::start_with_events(&["--chat-timeout", "1s"]).await;
    let chat = server.chat(AFTER_HOURS).await;
    server.escalate(chat.id).await;
    events.of(chat.id, "escalation_canceled").await;
    let ended = events.of(chat.id, "chat_ended").await;
    assert_eq!(ended["body"]["status"], "finished");
    assert_eq!(ended["body"]["fail_reason"], "no_response");
}

#[tokio::test]
async fn ended_meanwhile_nothing_can_be_chosen_or_asked_for() {
    let (server, mut events) = Server::start_with_events(AGENTS_OFF).await;
    for menu in [VIRTUAL_AGENT, OVER_CAPACITY] {
        let chat = server.chat_with_virtual_agent(menu).await;
        let escalation = server.escalate(chat.id).await;
        server.finish(chat.id).await;
        let canceled = events.of(chat.id, "escalation_canceled").await;
        assert_eq!(canceled["body"]["escalation"]["id"], escalation.id);
        let ended = "Chat is already ended";
        refused(server.choose(&escalation, "email").await, 400, ended);
        let again = server
            .post(
                &format!("/chats/{}/escalations", chat.id),
                &json!({"force_escalate": true}),
            )
            .await;
        again.refuses(400, ended, "");
        // Setting `finished` again is the one write that is taken, and says nothing.
        let late = finish_with(&server, &escalation, "email").await;
        late.expect("unchanged");
        let told = events.types_until(chat.id, "chat_ended").await;
        assert_eq!(told.iter().filter(|it| *it == "chat_ended").count(), 1);
    }
}

#[tokio::test]
async fn mail_for_lack_of_capacity_is_told_at_the_end() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    for (menu, channel, fail_reason) in [
        (OVER_CAPACITY, "email", "over_cap_email"),
        (OVER_CAPACITY, "external_link", "nothing"),
        (AFTER_HOURS, "email", "nothing"),
    ] {
        for in_two_steps in [false, true] {
            let chat = server.chat_with_virtual_agent(menu).await;
            let escalation = server.escalate(chat.id).await;
            if in_two_steps {
                server.choose(&escalation, channel).await.expect("chosen");
            }
            let finished = finish_with(&server, &escalation, channel).await;
            finished.expect("the end");
            let ended = events.of(chat.id, "chat_ended").await;
            assert_eq!(ended["body"]["status"], "finished");
            assert_eq!(ended["body"]["fail_reason"], fail_reason, "{channel}");
        }
    }
}

#[tokio::test]
async fn the_outcome_must_be_the_one_recorded() {
    let server = Server::start(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    let escalation = server.escalate(chat.id).await;
    server.choose(&escalation, "email").await.expect("chosen");
    for channel in ["external_link", "virtual_agent", "human_agent", "fax"] {
        let message = format!("deflection_channel '{channel}' is not available");
        match finish_with(&server, &escalation, channel).await {
            Err(chat_client::Error::ErrorResponse(error)) => assert_eq!(error.message, message),
            other => panic!("not refused: {other:?}"),
        }
    }
    let elsewhere = Escalation {
        id: 99,
        ..escalation.clone()
    };
    match finish_with(&server, &elsewhere, "email").await {
        Err(chat_client::Error::ErrorResponse(error)) => {
            assert_eq!(error.message, "escalation_id 99 is not found");
        }
        other => panic!("not refused: {other:?}"),
    }
    finish_with(&server, &escalation, "email")
        .await
        .expect("ended");
}

#[tokio::test]
async fn while_a_choice_is_pending_the_virtual_agent_says_nothing_and_answers_afterwards() {
    let (server, mut events) = Server::start_with_events(&[]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    events.text(chat.id, "virtual_agent").await;
    let escalation = server.escalate(chat.id).await;
    server.say(&chat, "What are your hours?").await;
    events.message(chat.id, "end_user", "text").await;
    server
        .choose(&escalation, "virtual_agent")
        .await
        .expect("chosen");
    let answer = events.text(chat.id, "virtual_agent").await;
    assert!(answer.contains("Monday"), "the first since: {answer}");
}

#[tokio::test]
async fn a_dismissed_chat_is_not_with_a_virtual_agent() {
    let (server, mut events) = Server::start_with_events(&["--dismiss-after", "1s"]).await;
    let chat = server.chat_with_virtual_agent(AFTER_HOURS).await;
    events.text(chat.id, "virtual_agent").await;
    server.say(&chat, "hello").await;
    events.of(chat.id, "chat_dismissed").await;
    let path = format!("/chats/{}/escalations", chat.id);
    let answer = server.post(&path, &json!({})).await;
    answer.refuses(400, "Chat is not with a virtual agent", "");
}

/// A virtual agent in front of the queue [`HUMAN`], and that queue.
fn front_and_queue(queue: impl FnOnce(&mut Menu)) -> Catalogue {
    let front = Menu {
        virtual_agent: Some(VirtualAgentProfile {
            id: VirtualAgentId(1),
            name: "Virtual agent".to_owned(),
            avatar_url: None,
        }),
        escalation_queue: Some(MenuId(HUMAN)),
        ..Menu::new(MenuId(VIRTUAL_AGENT), "Front", vec![Lang::En])
    };
    let mut people = Menu::new(MenuId(HUMAN), "People", vec![Lang::En]);
    queue(&mut people);
    Catalogue::new(Lang::En, vec![front, people]).expect("sound")
}

/// Open all day in UTC, but neither today nor yesterday nor tomorrow.
fn opens_the_day_after_tomorrow() -> OpeningHours {
    let all_day = || vec![chat_core::Interval::ALL_DAY];
    let now = SystemClock.now();
    let dates = [-1, 0, 1].map(|days| {
        let there = now + SignedDuration::from_hours(24 * days);
        there.to_zoned(jiff::tz::TimeZone::UTC).date()
    });
    OpeningHours::from(WeeklyHours {
        time_zone: "UTC".to_owned(),
        week: std::array::from_fn(|_| all_day()),
        exceptions: dates
            .map(|date| (date, vec![]))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
    })
}

#[tokio::test]
async fn hours_decide_over_new_chats_escalations_and_waits() {
    let menus = front_and_queue(|queue| {
        queue.hours = opens_the_day_after_tomorrow();
        queue.deflections = vec![DeflectionOption {
            channel: DeflectionChannel::Email,
            links: vec![],
        }];
    });
    let server = Server::start_as_guest(menus, AGENTS_OFF, |_| {}).await;
    let user = server.user("ada").await;
    let body = json!({"chat": {"menu_id": HUMAN, "end_user_id": user}});
    let closed = "Menu is in 'after hours' state, can't accept incoming chats";
    let answer = server.post("/chats", &body).await;
    answer.refuses(400, closed, "/chat/menu_id");
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let escalation = server.escalate(chat.id).await;
    assert_eq!(escalation.status, EscalationStatus::Deflecting);
    let waits = server.get("/wait_times?lang=en").await.ok();
    for menu in waits.as_array().expect("a list") {
        let wait = menu["wait"].as_i64().expect("minutes");
        assert!((24 * 60..=2 * 24 * 60).contains(&wait), "{menu}");
    }
}

#[tokio::test]
async fn after_hours_with_nothing_to_offer_the_chat_fails() {
    let menus = front_and_queue(|queue| queue.hours = OpeningHours::Never);
    let server = Server::start_as_guest(menus, AGENTS_OFF, |_| {}).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let escalation = server.escalate(chat.id).await;
    assert_eq!(escalation.status, EscalationStatus::Canceled);
    let failed = server.now(chat.id).await;
    assert_eq!(failed.status, ChatStatus::Failed);
    assert!(failed.ends_at.is_some() && failed.timeout_at.is_none());
}

#[tokio::test]
async fn a_queue_has_its_own_expiry() {
    let menus = front_and_queue(|queue| {
        queue.timeouts = Timeouts {
            queue_expiry: Some(SignedDuration::from_secs(1)),
            ..Timeouts::default()
        };
    });
    let server = Server::start_as_guest(menus, AGENTS_OFF, |_| {}).await;
    let chat = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let before = chat.timeout_at.expect("a timeout");
    server.escalate(chat.id).await;
    let waiting = server.now(chat.id).await;
    assert!(
        waiting.status == ChatStatus::Failed || waiting.timeout_at.is_some_and(|at| at < before)
    );
    server.until_status(chat.id, ChatStatus::Failed).await;
}

#[tokio::test]
async fn chats_whose_menus_went_away_end_instead_of_waiting_for_nobody() {
    let menus = front_and_queue(|queue| {
        queue.timeouts.queue_expiry = Some(SignedDuration::from_secs(1));
    });
    let server = Server::start_as_guest(menus, AGENTS_OFF, |_| {}).await;
    let waiting = server.chat(HUMAN).await;
    let served = server.chat_with_virtual_agent(VIRTUAL_AGENT).await;
    let data = server.data.clone();
    let directory = server.stop_and_keep().await;

    let other = Menu::new(MenuId(5), "Other", vec![Lang::En]);
    let other = Catalogue::new(Lang::En, vec![other]).expect("sound");
    put_menus(&data, other).await;
    let server = Server::start_in(&data, AGENTS_OFF).await.into_guest();
    server.until_status(waiting.id, ChatStatus::Failed).await;
    // The virtual agent goes on until it is to hand over.
    assert_eq!(server.now(served.id).await.status, ChatStatus::VaAssigned);
    let escalation = server.escalate(served.id).await;
    assert_eq!(escalation.status, EscalationStatus::Canceled);
    let failed = until("the chat has failed", async || {
        let chat = server.now(served.id).await;
        (chat.status == ChatStatus::Failed).then_some(chat)
    });
    assert!(failed.await.menus.is_empty());
    drop(directory);
}
