//! `POST /chats/{id}/message`: accepted until the end, numbered without gaps, always told.

use chat_core::{
    Actor, Command, EventBody, MediaKind, MessageContent, MessageSeq, ParticipantStatus, TimerKind,
};

use crate::world::{ALICE, BOB, CLOSED, EXPIRY, HUMAN, TIMEOUT, VA, World, finish, send, text};

#[test]
fn a_message_is_told_with_its_sender_and_place() {
    let mut world = World::greeted(VA);
    world.advance(5);
    assert_eq!(world.says("hi"), ["message_received"]);
    let Some(EventBody::MessageReceived { sender, message }) = world.events.last().map(|e| &e.body)
    else {
        panic!("not message_received");
    };
    assert_eq!(sender.actor, Actor::EndUser(ALICE));
    assert_eq!(sender.status, ParticipantStatus::Connected);
    assert_eq!(sender.connected_at, Some(world.chat.created_at));
    assert_eq!(message.seq, MessageSeq(2));
    assert_eq!(message.sent_at, world.now);
    assert_eq!(message.content, text("hi"));
}

#[test]
fn the_senders_of_answers_are_told_as_connected() {
    let world = World::greeted(VA);
    let Some(EventBody::MessageReceived { sender, .. }) = world.events.last().map(|e| &e.body)
    else {
        panic!("not message_received");
    };
    assert_eq!(sender.actor.kind(), "virtual_agent");
    assert_eq!(sender.status, ParticipantStatus::Connected);
}

#[test]
fn the_same_words_twice_are_two_messages() {
    let mut world = World::new(HUMAN);
    world.says("hi");
    world.says("hi");
    assert_eq!(world.messages.len(), 2);
    assert_eq!(world.timeout(), Some(EXPIRY));
}

#[test]
fn messages_do_not_prolong_the_wait_in_a_queue() {
    let mut world = World::new(HUMAN);
    world.advance(10);
    world.says("hi");
    assert_eq!(world.timeout(), Some(EXPIRY - 10));
}

#[test]
fn the_chat_timeout_restarts_on_end_user_messages_only() {
    let mut world = World::greeted(VA);
    world.advance(10);
    assert_eq!(world.timeout(), Some(TIMEOUT - 10));
    world.says("hi");
    assert_eq!(world.timeout(), Some(TIMEOUT));
    world.advance(10);
    world.va_says("yes?");
    assert_eq!(world.timeout(), Some(TIMEOUT - 10));
}

#[test]
fn a_stranger_may_not_write() {
    let mut world = World::new(VA);
    assert_eq!(
        world.refused(send(BOB, text("hi"))),
        "from_user_id 2 is not found"
    );
}

#[test]
fn media_must_be_attached_to_the_chat_and_of_the_kind_named() {
    let mut world = World::new(VA);
    let photo = world.attach(5, MediaKind::Photo);
    let video = world.attach(6, MediaKind::Video);
    world.ok(send(ALICE, MessageContent::Photo(photo)));
    world.ok(send(ALICE, MessageContent::Photo(photo)));
    world.ok(send(ALICE, MessageContent::Video(video)));
    let refused = world.refused(send(ALICE, MessageContent::Photo(video)));
    assert_eq!(refused, "media_id 6 is not found");
    let refused = world.refused(send(ALICE, MessageContent::Video(chat_core::MediaId(7))));
    assert_eq!(refused, "media_id 7 is not found");
}

#[test]
fn a_dismissed_chat_returns_before_the_message() {
    let mut world = World::dismissed(HUMAN);
    assert_eq!(
        world.says("still there?"),
        ["chat_resumed", "message_received"]
    );
    assert_eq!(world.status(), "queued");
    let EventBody::ChatResumed(view) = &world.events[world.events.len() - 2].body else {
        panic!("not chat_resumed");
    };
    assert_eq!(view.status.as_str(), "queued");
}

#[test]
fn a_message_returns_a_chat_even_outside_opening_hours() {
    let mut world = World::dismissed(CLOSED);
    assert_eq!(
        world.says("still there?"),
        ["chat_resumed", "message_received"]
    );
    assert_eq!(world.due(TimerKind::VaConnect), Some(0));
    world.ok(Command::VaJoin);
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
}

#[test]
fn an_ended_chat_takes_no_message() {
    let mut world = World::new(VA);
    world.ok(finish());
    assert_eq!(
        world.refused(send(ALICE, text("hi"))),
        "Chat is already ended"
    );
}

#[test]
fn what_nobody_may_send_is_told() {
    let button = |title: &str, payload: Option<&str>| chat_core::Button {
        title: title.to_owned(),
        payload: payload.map(str::to_owned),
    };
    let asked = |text: &str, buttons: Vec<chat_core::Button>| MessageContent::Buttons {
        text: text.to_owned(),
        buttons,
    };
    let long = |length| "\u{e9}".repeat(length);
    for sound in [
        MessageContent::Text(long(10_000)),
        MessageContent::Markdown("*".to_owned()),
        MessageContent::Photo(chat_core::MediaId(1)),
        asked("?", vec![button(&long(255), Some(&long(1_024))); 20]),
    ] {
        assert_eq!(sound.fault(), None);
    }
    for (refused, part) in [
        (MessageContent::Text(String::new()), "a text"),
        (MessageContent::Text(long(10_001)), "a text"),
        (MessageContent::Markdown("a\0b".to_owned()), "a text"),
        (asked("", vec![button("a", None)]), "a text"),
        (asked("?", vec![]), "buttons"),
        (asked("?", vec![button("a", None); 21]), "buttons"),
        (asked("?", vec![button("", None)]), "title"),
        (asked("?", vec![button(&long(256), None)]), "title"),
        (asked("?", vec![button("a", Some(""))]), "payload"),
        (asked("?", vec![button("a", Some(&long(1_025)))]), "payload"),
    ] {
        let fault = refused.fault().unwrap_or_else(|| panic!("{part}"));
        assert!(fault.contains(part), "{fault}");
    }
}
