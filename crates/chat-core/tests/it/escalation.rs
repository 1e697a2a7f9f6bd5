//! `POST` and `PATCH …/escalations`: every way an escalation can go.

use chat_core::{
    Command, DeflectionChannel, DeflectionReason, EscalationId, EventBody, FiredTimer, State,
    TimerKind,
};

use crate::world::{
    CLOSED, DISMISS, EXPIRY, FULL, HUMAN, TIMEOUT, VA, World, agent, escalate, finish, finish_with,
    select,
};

fn channels(world: &World) -> Vec<&'static str> {
    let deflection = world.chat.escalations[0]
        .deflection
        .as_ref()
        .expect("deflected");
    deflection
        .channels
        .iter()
        .map(|option| option.channel.as_str())
        .collect()
}

#[test]
fn it_waits_for_an_agent_who_then_takes_over() {
    let mut world = World::greeted(VA);
    let (id, events) = world.escalate(false);
    assert_eq!(events, ["escalation_started"]);
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalating")
    );
    assert_eq!(world.timeout(), Some(EXPIRY));
    assert!(matches!(
        world.chat.state,
        State::Waiting { queue: HUMAN, .. }
    ));
    world.advance(5);
    let events = world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(
        events,
        [
            "escalation_accepted",
            "participant_left",
            "participant_joined"
        ]
    );
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("assigned", "escalated")
    );
    assert_eq!(world.timeout(), Some(TIMEOUT));
    assert_eq!(world.chat.menu_id, HUMAN);
    assert_eq!(world.chat.escalations[0].id, id);
    let virtual_agent = world.chat.virtual_agent().expect("the last one");
    assert_eq!(virtual_agent.status.as_str(), "finished");
}

#[test]
fn asked_twice_it_is_the_same() {
    let mut world = World::greeted(VA);
    let (first, _) = world.escalate(false);
    for force in [false, true] {
        let (again, events) = world.escalate(force);
        assert_eq!(again, first);
        assert!(events.is_empty());
    }
    let mut world = World::greeted(CLOSED);
    let (first, _) = world.escalate(false);
    assert_eq!(world.escalate(false), (first, vec![]));
    assert_eq!(world.escalation_status(), "deflecting");
    assert_eq!(world.chat.escalations.len(), 1);
}

#[test]
fn a_caller_need_not_wait_for_the_virtual_agent() {
    let mut world = World::new(CLOSED);
    let (_, events) = world.escalate(false);
    assert_eq!(events, ["participant_joined", "escalation_deflected"]);
    assert_eq!(world.status(), "va_assigned");
}

#[test]
fn only_chats_with_a_virtual_agent_escalate() {
    let refusal = "Chat is not with a virtual agent";
    assert_eq!(World::new(HUMAN).refused(escalate(true)), refusal);
    assert_eq!(World::with_agent().refused(escalate(true)), refusal);
    assert_eq!(World::dismissed(VA).refused(escalate(true)), refusal);
    assert_eq!(World::dismissed(HUMAN).refused(escalate(true)), refusal);
    let mut ended = World::new(VA);
    ended.ok(finish());
    assert_eq!(ended.refused(escalate(true)), "Chat is already ended");
}

#[test]
fn a_closed_queue_offers_everything_but_waiting() {
    let mut world = World::greeted(CLOSED);
    let (_, events) = world.escalate(false);
    assert_eq!(events, ["escalation_deflected"]);
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("va_assigned", "deflecting")
    );
    assert_eq!(world.timeout(), Some(TIMEOUT));
    assert_eq!(
        channels(&world),
        ["email", "external_link", "virtual_agent"]
    );
    let Some(EventBody::EscalationDeflected(told)) = world.events.last().map(|e| &e.body) else {
        panic!("not escalation_deflected");
    };
    let deflection = told.deflection.as_ref().expect("an offer");
    assert_eq!(deflection.reason, DeflectionReason::AfterHours);
    assert_eq!(deflection.channels[0].links[0].url, "https://example.com/");
}

#[test]
fn a_full_queue_offers_waiting_too() {
    let mut world = World::greeted(FULL);
    world.escalate(false);
    assert_eq!(
        channels(&world),
        ["email", "external_link", "human_agent", "virtual_agent"]
    );
}

#[test]
fn capacity_counts_those_who_wait_and_those_who_are_served() {
    let with_load = |waiting, serving| {
        let mut world = World::greeted(VA);
        let menus = world.menus.menus().cloned().map(|mut menu| {
            menu.capacity = Some(3);
            menu
        });
        world.menus =
            chat_core::Catalogue::new(world.menus.default_lang(), menus.collect()).expect("sound");
        world.load(HUMAN, waiting, serving);
        world.escalate(false);
        world.escalation_status()
    };
    assert_eq!(with_load(1, 1), "escalating");
    assert_eq!(with_load(1, 2), "deflecting");
    assert_eq!(with_load(3, 0), "deflecting");
}

#[test]
fn force_skips_the_checks() {
    for menu in [CLOSED, FULL] {
        let mut world = World::greeted(menu);
        assert_eq!(world.escalate(true).1, ["escalation_started"]);
        assert_eq!(world.escalation_status(), "escalating");
    }
}

#[test]
fn force_turns_deflecting_into_escalating() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    let (same, events) = world.escalate(true);
    assert_eq!((same, events), (id, vec!["escalation_started"]));
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalating")
    );
    let refused = world.refused(select(id, DeflectionChannel::Email));
    assert_eq!(refused, "deflection_channel 'email' is not available");
}

#[test]
fn keeping_waiting_goes_to_the_queue() {
    let mut world = World::greeted(FULL);
    let (id, _) = world.escalate(false);
    assert_eq!(
        world.ok(select(id, DeflectionChannel::HumanAgent)),
        ["escalation_started"]
    );
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalating")
    );
    world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(world.escalation_status(), "escalated");
}

#[test]
fn waiting_is_not_offered_after_hours() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    let refused = world.refused(select(id, DeflectionChannel::HumanAgent));
    assert_eq!(refused, "deflection_channel 'human_agent' is not available");
    assert_eq!(world.escalation_status(), "deflecting");
}

#[test]
fn the_virtual_agent_goes_on() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    assert_eq!(
        world.ok(select(id, DeflectionChannel::VirtualAgent)),
        ["escalation_deflected"]
    );
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("va_assigned", "deflected")
    );
    world.says("so?");
    assert_eq!(world.due(TimerKind::VaTurn), Some(0));
    let (second, _) = world.escalate(false);
    assert_ne!(second, id);
}

#[test]
fn a_choice_is_made_once() {
    let mut world = World::greeted(FULL);
    let (id, _) = world.escalate(false);
    world.ok(select(id, DeflectionChannel::Email));
    for channel in DeflectionChannel::ALL {
        let refused = world.refused(select(id, channel));
        assert_eq!(
            refused,
            format!("deflection_channel '{}' is not available", channel.as_str())
        );
    }
}

#[test]
fn a_recorded_choice_leaves_the_chat_to_be_ended_by_the_caller() {
    let mut world = World::greeted(CLOSED);
    let (id, _) = world.escalate(false);
    world.ok(select(id, DeflectionChannel::Email));
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("va_assigned", "deflected")
    );
    let other = world.refused(finish_with(Some(id), Some(DeflectionChannel::ExternalLink)));
    assert_eq!(other, "deflection_channel 'external_link' is not available");
    let events = world.ok(finish_with(Some(id), Some(DeflectionChannel::Email)));
    assert_eq!(events, ["participant_left", "chat_ended"]);
    assert_eq!(world.escalation_status(), "deflected");
}

#[test]
fn ending_with_the_outcome_suffices() {
    for named in [true, false] {
        let mut world = World::greeted(CLOSED);
        let (id, _) = world.escalate(false);
        let finish = finish_with(named.then_some(id), Some(DeflectionChannel::ExternalLink));
        assert_eq!(
            world.ok(finish),
            ["escalation_deflected", "participant_left", "chat_ended"]
        );
        assert_eq!(world.escalation_status(), "deflected");
        assert_eq!(
            world.chat.escalations[0].chosen,
            Some(DeflectionChannel::ExternalLink)
        );
    }
}

#[test]
fn only_outcomes_that_leave_the_platform_end_a_chat() {
    let mut world = World::greeted(FULL);
    let (id, _) = world.escalate(false);
    for channel in [
        DeflectionChannel::HumanAgent,
        DeflectionChannel::VirtualAgent,
    ] {
        let refused = world.refused(finish_with(Some(id), Some(channel)));
        assert_eq!(
            refused,
            format!("deflection_channel '{}' is not available", channel.as_str())
        );
    }
    let unknown = world.refused(finish_with(Some(EscalationId(99)), None));
    assert_eq!(unknown, "escalation_id 99 is not found");
}

#[test]
fn an_outcome_needs_a_deflection() {
    let mut world = World::greeted(VA);
    let refusal = "deflection_channel 'email' is not available";
    assert_eq!(
        world.refused(finish_with(None, Some(DeflectionChannel::Email))),
        refusal
    );
    let (id, _) = world.escalate(false);
    assert_eq!(
        world.refused(finish_with(Some(id), Some(DeflectionChannel::Email))),
        refusal
    );
}

#[test]
fn an_end_without_a_choice_cancels() {
    for menu in [VA, CLOSED] {
        let mut world = World::greeted(menu);
        let (id, _) = world.escalate(false);
        let events = world.ok(finish_with(Some(id), None));
        assert_eq!(
            events,
            ["escalation_canceled", "participant_left", "chat_ended"]
        );
        let refused = world.refused(select(id, DeflectionChannel::Email));
        assert_eq!(refused, "Chat is already ended");
    }
}

#[test]
fn an_unknown_escalation_is_not_found_even_after_the_end() {
    let mut world = World::greeted(CLOSED);
    world.ok(finish());
    let refused = world.refused(select(EscalationId(99), DeflectionChannel::Email));
    assert_eq!(refused, "escalation 99 is not found");
}

#[test]
fn expiry_and_timeout_cancel_what_was_not_decided() {
    let mut waiting = World::greeted(VA);
    waiting.escalate(false);
    waiting.advance(EXPIRY);
    waiting.ok(Command::TimerFired(FiredTimer::QueueExpiry));
    assert_eq!(
        (waiting.status(), waiting.escalation_status()),
        ("failed", "canceled")
    );
    let mut deflecting = World::greeted(CLOSED);
    deflecting.escalate(false);
    deflecting.advance(TIMEOUT);
    deflecting.ok(Command::TimerFired(FiredTimer::ChatTimeout));
    assert_eq!(
        (deflecting.status(), deflecting.escalation_status()),
        ("finished", "canceled")
    );
}

#[test]
fn a_closed_queue_with_nothing_to_offer_ends_the_chat() {
    let mut world = World::greeted(CLOSED);
    // What is offered only elsewhere is not offered.
    world.edit_menu(CLOSED, |menu| {
        menu.deflections
            .retain(|it| it.channel == DeflectionChannel::HumanAgent);
    });
    let (_, events) = world.escalate(false);
    assert_eq!(
        events,
        ["escalation_canceled", "participant_left", "chat_ended"]
    );
    assert_eq!(
        (world.status(), world.fail_reason()),
        ("failed", "after_hours")
    );
    let mut forced = World::greeted(CLOSED);
    forced.edit_menu(CLOSED, |menu| menu.deflections.clear());
    forced.escalate(true);
    assert_eq!(forced.status(), "queued");
}

#[test]
fn in_a_full_queue_with_nothing_to_offer_the_chat_waits() {
    let mut world = World::greeted(FULL);
    world.edit_menu(FULL, |menu| menu.deflections.clear());
    assert_eq!(world.escalate(false).1, ["escalation_started"]);
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalating")
    );
}

#[test]
fn the_hours_of_the_queue_at_this_moment_decide() {
    let office = |world: &mut World| {
        let morning = chat_core::Interval {
            from: chat_core::LocalTime::new(9, 0).expect("a time"),
            to: chat_core::LocalTime::new(12, 0).expect("a time"),
        };
        let weekly = chat_core::WeeklyHours {
            time_zone: "Asia/Tokyo".into(),
            week: std::array::from_fn(|_| vec![morning]),
            exceptions: std::collections::BTreeMap::new(),
        };
        world.edit_menu(HUMAN, |menu| {
            menu.hours = weekly.into();
        });
    };
    // The world begins at 08:00 UTC, when it is 17:00 in Tokyo.
    let mut evening = World::greeted(VA);
    office(&mut evening);
    evening.escalate(false);
    assert_eq!(evening.escalation_status(), "deflecting");
    let mut morning = World::greeted(VA);
    office(&mut morning);
    morning.advance(16 * 3600);
    morning.says("good morning");
    morning.escalate(false);
    assert_eq!(morning.escalation_status(), "escalating");
}

#[test]
fn mail_for_lack_of_capacity_is_told_as_the_reason_of_the_end() {
    let end = |menu, channel, in_two_steps| {
        let mut world = World::greeted(menu);
        let (id, _) = world.escalate(false);
        if in_two_steps {
            world.ok(select(id, channel));
            world.ok(finish());
        } else {
            world.ok(finish_with(Some(id), Some(channel)));
        }
        assert_eq!(world.status(), "finished");
        world.fail_reason()
    };
    for in_two_steps in [false, true] {
        let email = DeflectionChannel::Email;
        assert_eq!(end(FULL, email, in_two_steps), "over_cap_email");
        assert_eq!(end(CLOSED, email, in_two_steps), "nothing");
        let link = DeflectionChannel::ExternalLink;
        assert_eq!(end(FULL, link, in_two_steps), "nothing");
    }
}

#[test]
fn the_choice_of_an_earlier_escalation_is_no_choice_any_more() {
    let mut world = World::greeted(FULL);
    let (first, _) = world.escalate(false);
    world.ok(select(first, DeflectionChannel::VirtualAgent));
    let (second, _) = world.escalate(false);
    let refused = world.refused(select(first, DeflectionChannel::Email));
    assert_eq!(refused, "deflection_channel 'email' is not available");
    let refused = world.refused(finish_with(Some(first), Some(DeflectionChannel::Email)));
    assert_eq!(refused, "deflection_channel 'email' is not available");
    world.ok(select(second, DeflectionChannel::Email));
    let statuses = world.chat.escalations.iter();
    let statuses: Vec<_> = statuses.map(|it| it.status.as_str()).collect();
    assert_eq!(statuses, ["deflected", "deflected"]);
}

#[test]
fn an_agent_who_leaves_gives_the_chat_back_to_the_queue_and_not_to_the_escalation() {
    let mut world = World::greeted(VA);
    world.escalate(false);
    world.ok(Command::AgentJoin(agent(1)));
    let left = Command::AgentLeave {
        agent: chat_core::AgentId(1),
    };
    assert_eq!(world.ok(left.clone()), ["participant_left"]);
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("queued", "escalated")
    );
    assert_eq!(world.timeout(), Some(EXPIRY));
    world.nothing(left);
    let refused = world.refused(escalate(true));
    assert_eq!(refused, "Chat is not with a virtual agent");
    assert_eq!(
        world.ok(Command::AgentJoin(agent(2))),
        ["participant_joined"]
    );
    assert_eq!(world.chat.agents.len(), 2);
    // Nobody is sent away because the hours are over meanwhile.
    world.edit_menu(HUMAN, |menu| menu.hours = chat_core::OpeningHours::Never);
    world.ok(Command::AgentLeave {
        agent: chat_core::AgentId(2),
    });
    assert_eq!(world.status(), "queued");
}

#[test]
fn an_agent_is_too_late_for_a_chat_that_is_offered_something_else() {
    let mut world = World::greeted(CLOSED);
    world.escalate(false);
    world.nothing(Command::AgentJoin(agent(1)));
    assert_eq!(world.escalation_status(), "deflecting");
}

#[test]
fn every_reason_that_a_caller_gives_is_kept() {
    for reason in chat_core::EscalationReason::ALL {
        let mut world = World::greeted(VA);
        let asked = chat_core::Escalate {
            reason,
            ..chat_core::Escalate::default()
        };
        world.ok(Command::Escalate(asked));
        assert_eq!(world.chat.escalations[0].reason, reason);
    }
}

#[test]
fn dismissal_cancels_a_pending_choice() {
    let mut world = World::greeted(CLOSED);
    world.says("hi");
    world.va_says("yes?");
    world.escalate(false);
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
    world.advance(DISMISS);
    let events = world.ok(Command::TimerFired(FiredTimer::Dismiss));
    assert_eq!(
        events,
        ["escalation_canceled", "participant_left", "chat_dismissed"]
    );
    assert_eq!(
        (world.status(), world.escalation_status()),
        ("va_dismissed", "canceled")
    );
}
