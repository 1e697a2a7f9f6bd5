//! What happens to chats whose menu has changed, or is gone, since they came.

use chat_core::{
    AgentId, Command, Escalate, FiredTimer, MenuId, OpeningHours, State, TimerKind, VaAction,
};

use crate::world::{
    CLOSED, EXPIRY, FULL, HUMAN, PARENT, TIMEOUT, VA, World, agent, escalate, finish, menu, select,
};

const EXPIRED: Command = Command::TimerFired(FiredTimer::QueueExpiry);
const JOINS: fn() -> Command = || Command::AgentJoin(agent(1));

/// A chat dismissed by the virtual agent that the menu has lost since; a message brings it back.
fn without_its_virtual_agent() -> World {
    let mut world = World::dismissed(VA);
    world.edit_menu(VA, |menu| menu.virtual_agent = None);
    world.says("back");
    assert_eq!(world.due(TimerKind::VaConnect), Some(0));
    world
}

#[test]
fn a_chosen_menu_that_is_gone_ends_the_chat_when_the_virtual_agent_should_join() {
    let mut world = World::new(VA);
    world.remove_menus(&[VA]);
    assert_eq!(world.ok(Command::VaJoin), ["chat_ended"]);
    assert_eq!(
        (world.status(), world.fail_reason()),
        ("failed", "expired_menu_selection")
    );
    let mut unattended = World::new(VA);
    unattended.remove_menus(&[VA]);
    unattended.advance(EXPIRY);
    unattended.ok(EXPIRED);
    assert_eq!(unattended.fail_reason(), "expired_menu_selection");
}

#[test]
fn a_queue_that_is_gone_ends_the_chats_that_wait_in_it() {
    let mut expired = World::new(HUMAN);
    expired.remove_menus(&[HUMAN]);
    expired.nothing(EXPIRED);
    expired.advance(EXPIRY);
    expired.ok(EXPIRED);
    let mut taken = World::new(HUMAN);
    taken.remove_menus(&[HUMAN]);
    assert_eq!(taken.ok(JOINS()), ["chat_ended"]);
    let mut escalating = World::greeted(VA);
    escalating.escalate(false);
    escalating.remove_menus(&[HUMAN]);
    assert_eq!(
        escalating.ok(JOINS()),
        ["escalation_canceled", "participant_left", "chat_ended"]
    );
    let mut split = World::new(HUMAN);
    let below = chat_core::Menu {
        parent: Some(HUMAN),
        ..menu(MenuId(20), false)
    };
    split.edit_menu(VA, |menu| menu.escalation_queue = None);
    split.menus = split.menus.with_added(below).expect("sound");
    split.ok(JOINS());
    for world in [expired, taken, escalating, split] {
        assert_eq!(
            (world.status(), world.fail_reason()),
            ("failed", "group_deleted_no_substitute")
        );
    }
}

#[test]
fn nobody_goes_back_to_a_queue_that_is_gone() {
    let mut left = World::with_agent();
    left.remove_menus(&[HUMAN]);
    left.says("are you there?");
    left.agent_says("yes");
    left.ok(Command::AgentLeave { agent: AgentId(1) });
    let mut returned = World::dismissed(HUMAN);
    returned.remove_menus(&[HUMAN]);
    assert_eq!(returned.says("back"), ["chat_resumed", "message_received"]);
    for mut world in [left, returned] {
        assert_eq!(world.due(TimerKind::QueueExpiry), Some(0), "at once");
        assert_eq!(world.due(TimerKind::AgentPickup), None);
        world.ok(EXPIRED);
        assert_eq!(world.fail_reason(), "group_deleted_no_substitute");
    }
}

#[test]
fn a_menu_that_is_gone_has_no_hours_to_resume_in() {
    for menu in [VA, HUMAN] {
        let mut world = World::dismissed(menu);
        world.remove_menus(&[menu]);
        let refused = world.refused(Command::Resume);
        assert_eq!(
            refused,
            "Menu is in 'after hours' state, can't accept incoming chats"
        );
        world.advance(TIMEOUT);
        world.ok(Command::TimerFired(FiredTimer::ChatTimeout));
        assert_eq!(world.status(), "finished");
    }
}

#[test]
fn the_virtual_agent_goes_on_without_its_menu_until_it_escalates() {
    for with_target in [false, true] {
        let mut world = World::greeted(VA);
        world.remove_menus(&[VA]);
        world.says("hi");
        world.va_says("yes?");
        world.says("a person");
        let target = with_target.then_some(HUMAN);
        let action = VaAction::Escalate(Escalate {
            target,
            ..Escalate::default()
        });
        let events = world.va_acts("one moment", action);
        if with_target {
            assert_eq!(events, ["message_received", "escalation_started"]);
            continue;
        }
        assert_eq!(
            events,
            [
                "message_received",
                "escalation_canceled",
                "participant_left",
                "chat_ended"
            ]
        );
        assert_eq!(
            (world.status(), world.fail_reason()),
            ("failed", "group_deleted_no_substitute")
        );
        let escalation = &world.chat.escalations[0];
        assert_eq!(escalation.reason.as_str(), "invalid_queue");
    }
}

#[test]
fn people_take_over_where_the_virtual_agent_is_gone_before_it_came() {
    let mut world = World::new(VA);
    world.edit_menu(VA, |menu| menu.virtual_agent = None);
    assert_eq!(world.ok(Command::VaJoin), [""; 0]);
    assert!(matches!(
        world.chat.state,
        State::Waiting { queue: HUMAN, .. }
    ));
    assert!(world.chat.escalations.is_empty());
    let refused = world.refused(escalate(true));
    assert_eq!(refused, "Chat is not with a virtual agent");
    world.ok(JOINS());
    assert_eq!(world.status(), "assigned");
}

#[test]
fn who_comes_back_to_a_virtual_agent_that_is_gone_is_handed_to_people() {
    let mut world = without_its_virtual_agent();
    assert_eq!(world.ok(Command::VaJoin), ["escalation_started"]);
    let escalation = world.chat.open_escalation().expect("an escalation");
    assert_eq!(escalation.reason.as_str(), "could_not_resume");
    assert_eq!(escalation.queue, HUMAN);
    assert_eq!((world.status(), world.timeout()), ("queued", Some(EXPIRY)));
    let (same, events) = world.escalate(true);
    assert_eq!(Some(same), world.chat.escalations.first().map(|it| it.id));
    assert!(events.is_empty(), "asked again, the same one is meant");
    assert_eq!(
        world.ok(JOINS()),
        ["escalation_accepted", "participant_joined"]
    );

    let mut asked_first = without_its_virtual_agent();
    let (_, events) = asked_first.escalate(false);
    assert_eq!(events, ["escalation_started"]);
    assert_eq!(
        asked_first.chat.escalations[0].reason.as_str(),
        "could_not_resume",
        "why it happens, not why it was asked for"
    );
}

#[test]
fn after_hours_nobody_is_there_to_take_over() {
    let mut new = World::new(CLOSED);
    new.edit_menu(CLOSED, |menu| menu.virtual_agent = None);
    assert_eq!(new.ok(Command::VaJoin), ["chat_ended"]);
    let mut back = World::dismissed(VA);
    back.edit_menu(VA, |menu| menu.virtual_agent = None);
    back.edit_menu(HUMAN, |menu| menu.hours = OpeningHours::Never);
    back.says("back");
    assert_eq!(
        back.ok(Command::VaJoin),
        ["escalation_started", "escalation_canceled", "chat_ended"]
    );
    for world in [new, back] {
        assert_eq!(
            (world.status(), world.fail_reason()),
            ("failed", "after_hours")
        );
    }
    let mut full = World::dismissed(FULL);
    full.edit_menu(FULL, |menu| menu.virtual_agent = None);
    full.says("back");
    full.ok(Command::VaJoin);
    assert_eq!(full.status(), "queued", "a full queue is no obstacle");
}

#[test]
fn another_virtual_agent_takes_the_place_of_the_one_before() {
    let mut world = World::dismissed(VA);
    world.edit_menu(VA, |menu| {
        let profile = menu.virtual_agent.as_mut().expect("one");
        profile.id = chat_core::VirtualAgentId(10);
        profile.name = "Viktor".into();
    });
    world.ok(Command::Resume);
    assert_eq!(world.ok(Command::VaJoin), ["participant_joined"]);
    let present = world.chat.virtual_agent().expect("there");
    assert_eq!(present.profile.name, "Viktor");
    let all = world.chat.virtual_agents.iter();
    let all: Vec<_> = all.map(|va| va.status.as_str()).collect();
    assert_eq!(all, ["finished", "connected"]);
}

#[test]
fn what_was_offered_stays_offered() {
    let mut world = World::greeted(FULL);
    let (id, _) = world.escalate(false);
    world.edit_menu(FULL, |menu| {
        menu.deflections.clear();
        menu.hours = OpeningHours::Never;
    });
    world.ok(select(id, chat_core::DeflectionChannel::HumanAgent));
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalating"),
        "who was promised a person waits for one"
    );
    let mut gone = World::greeted(FULL);
    let (id, _) = gone.escalate(false);
    gone.remove_menus(&[FULL]);
    gone.ok(select(id, chat_core::DeflectionChannel::HumanAgent));
    gone.ok(EXPIRED);
    assert_eq!(gone.fail_reason(), "group_deleted_no_substitute");
}

#[test]
fn an_ended_chat_needs_no_menu() {
    let mut world = World::greeted(VA);
    world.ok(finish());
    world.remove_menus(&[VA, HUMAN]);
    world.nothing(finish());
    assert!(world.chat.view(&world.menus).menus.is_empty());
    world.nothing(Command::VaJoin);
}

#[test]
fn a_parent_takes_no_new_chats_and_keeps_those_it_has() {
    let mut world = World::greeted(VA);
    let below = chat_core::Menu {
        parent: Some(VA),
        ..menu(MenuId(20), false)
    };
    world.menus = world.menus.with_added(below).expect("sound");
    assert!(world.menus.leaf(VA).is_none() && world.menus.leaf(PARENT).is_none());
    world.says("hi");
    world.va_says("yes?");
    world.escalate(false);
    assert_eq!(world.status(), "queued", "its queue is another menu's");
}
