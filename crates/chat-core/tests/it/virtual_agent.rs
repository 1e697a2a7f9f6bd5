//! The virtual agent's turns, and answers that come too late.

use chat_core::{
    Command, DeflectionChannel, Escalate, EscalationReason, MenuId, MessageSeq, TimerKind, VaAction,
};

use crate::world::{CLOSED, LEAF, VA, World, escalate, finish, select, text, va_reply};

#[test]
fn it_owes_a_greeting_then_an_answer_to_every_message() {
    let mut world = World::new(VA);
    world.ok(Command::VaJoin);
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
    world.va_says("Hello");
    assert_eq!(world.due(TimerKind::VaTurn), None);
    world.says("hi");
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
    world.va_says("yes?");
    assert_eq!(world.due(TimerKind::VaTurn), None);
}

#[test]
fn an_answer_that_missed_a_message_leaves_the_turn_due() {
    let mut world = World::greeted(VA);
    world.says("one");
    let seen = world.chat.last_seq;
    world.advance(1);
    world.says("two");
    world.ok(va_reply(seen, "to one", VaAction::None));
    assert_eq!(world.due(TimerKind::VaTurn), Some(-1));
    world.va_says("to two");
    assert_eq!(world.due(TimerKind::VaTurn), None);
}

#[test]
fn the_same_answer_twice_is_given_once() {
    let mut world = World::greeted(VA);
    world.says("one");
    let seen = world.chat.last_seq;
    world.says("two");
    world.ok(va_reply(seen, "to one", VaAction::None));
    world.nothing(va_reply(seen, "to one", VaAction::None));
    world.va_says("to two");
    let seen = world.chat.last_seq;
    world.nothing(va_reply(seen, "again", VaAction::None));
}

#[test]
fn it_may_have_nothing_to_say() {
    let mut world = World::greeted(VA);
    world.says("one");
    let (up_to, replies) = (world.chat.last_seq, vec![]);
    let events = world.ok(Command::VaReply {
        up_to,
        replies,
        action: VaAction::None,
    });
    assert!(events.is_empty());
    assert_eq!(world.due(TimerKind::VaTurn), None);
}

#[test]
fn an_answer_to_a_chat_that_moved_on_is_dropped() {
    let answer = || va_reply(MessageSeq(2), "late", VaAction::End);
    let mut escalated = World::greeted(VA);
    escalated.says("hi");
    escalated.escalate(false);
    escalated.nothing(answer());
    let mut deflecting = World::greeted(CLOSED);
    deflecting.says("hi");
    deflecting.escalate(false);
    deflecting.nothing(answer());
    let mut ended = World::greeted(VA);
    ended.says("hi");
    ended.ok(finish());
    ended.nothing(answer());
    let mut dismissed = World::dismissed(VA);
    dismissed.nothing(answer());
}

#[test]
fn it_is_silent_while_deflecting_and_then_answers_what_was_written() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    world.says("hello?");
    assert_eq!(world.due(TimerKind::VaTurn), None);
    world.ok(select(id, DeflectionChannel::VirtualAgent));
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
    assert_eq!(world.va_says("here again"), ["message_received"]);
}

#[test]
fn what_was_written_before_leaving_for_mail_is_not_answered() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    world.says("hello?");
    world.ok(select(id, DeflectionChannel::Email));
    assert_eq!(world.due(TimerKind::VaTurn), None);
    world.says("one more thing");
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
}

#[test]
fn it_escalates_after_speaking() {
    let mut world = World::greeted(VA);
    world.says("a person, please");
    let action = VaAction::Escalate(Escalate {
        reason: EscalationReason::ByVirtualAgent,
        ..Escalate::default()
    });
    assert_eq!(
        world.va_acts("one moment", action),
        ["message_received", "escalation_started"]
    );
    assert_eq!(world.status(), "queued");
    assert_eq!(
        world.chat.escalations[0].reason,
        EscalationReason::ByVirtualAgent
    );
}

#[test]
fn it_names_another_queue() {
    let mut world = World::greeted(VA);
    world.says("sales");
    let target = Some(LEAF);
    world.va_acts(
        "ok",
        VaAction::Escalate(Escalate {
            target,
            force: true,
            ..Escalate::default()
        }),
    );
    assert_eq!(world.chat.escalations[0].queue, LEAF);
    assert_eq!(world.chat.menu_id, VA);
    world.ok(Command::AgentJoin(crate::world::agent(1)));
    assert_eq!(world.chat.menu_id, LEAF);
}

#[test]
fn a_queue_that_does_not_exist_fails_the_chat() {
    for target in [MenuId(99), crate::world::PARENT] {
        let mut world = World::greeted(VA);
        world.says("sales");
        let escalate = Escalate {
            target: Some(target),
            ..Escalate::default()
        };
        let events = world.va_acts("ok", VaAction::Escalate(escalate));
        let told = [
            "message_received",
            "escalation_canceled",
            "participant_left",
            "chat_ended",
        ];
        assert_eq!(events, told);
        assert_eq!(world.status(), "failed");
        assert_eq!(
            world.chat.escalations[0].reason,
            EscalationReason::InvalidQueue
        );
    }
}

#[test]
fn it_ends_the_chat_unless_there_is_something_to_answer() {
    let mut world = World::greeted(VA);
    world.says("bye");
    let seen = world.chat.last_seq;
    world.says("wait");
    world.ok(va_reply(seen, "bye", VaAction::End));
    assert_eq!(world.status(), "va_assigned");
    assert_eq!(
        world.va_acts("bye", VaAction::End),
        ["message_received", "participant_left", "chat_ended"]
    );
    assert_eq!(world.status(), "finished");
}

#[test]
fn messages_before_it_connects_are_part_of_its_first_turn() {
    let mut world = World::new(VA);
    world.says("anybody?");
    assert_eq!(world.due(TimerKind::VaTurn), None);
    world.ok(Command::VaJoin);
    world.va_says("Hello");
    assert_eq!(world.due(TimerKind::VaTurn), None);
}

#[test]
fn an_unknown_file_is_refused() {
    let mut world = World::greeted(VA);
    world.says("hi");
    let replies = vec![
        text("here"),
        chat_core::MessageContent::Document(chat_core::MediaId(3)),
    ];
    let up_to = world.chat.last_seq;
    let reply = Command::VaReply {
        up_to,
        replies,
        action: VaAction::None,
    };
    assert_eq!(world.refused(reply), "media_id 3 is not found");
}

#[test]
fn a_menu_that_lost_its_virtual_agent_hands_over_to_people() {
    let mut world = World::new(VA);
    let menus = world.menus.menus().cloned().map(|mut menu| {
        menu.virtual_agent = None;
        menu
    });
    world.menus =
        chat_core::Catalogue::new(world.menus.default_lang(), menus.collect()).expect("sound");
    world.ok(Command::VaJoin);
    assert!(matches!(
        world.chat.state,
        chat_core::State::Waiting {
            queue: crate::world::HUMAN,
            ..
        }
    ));
    assert_eq!(
        world.refused(escalate(false)),
        "Chat is not with a virtual agent"
    );
}
