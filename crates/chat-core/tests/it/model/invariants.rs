//! What holds of every chat at every moment, and what a listener makes of its events.

use std::collections::BTreeSet;

use chat_core::{
    Chat, ChatStatus, EscalationReason, EventBody, Participant, ParticipantStatus, TimerKind,
};

use super::{Place, Step};
use crate::world::World;

pub(super) fn check(before: &Chat, world: &World, place: &Place<'_>) {
    numbering(world, place);
    endings(before, world, place);
    deadlines(&world.chat, place);
    participants(&world.chat, place);
    presence(world, place);
    let open = world
        .chat
        .escalations
        .iter()
        .filter(|escalation| escalation.is_open())
        .count();
    assert!(open <= 1, "{place}");
    assert_eq!(heard(world), world.chat.status(), "{place}");
}

fn numbering(world: &World, place: &Place<'_>) {
    assert!(
        world
            .messages
            .iter()
            .map(|message| message.seq.0)
            .eq(1..=world.chat.last_seq.0),
        "{place}"
    );
    assert!(
        world
            .events
            .iter()
            .map(|event| event.seq)
            .eq(1..=world.chat.event_count),
        "{place}"
    );
    assert!(
        world.events.is_sorted_by_key(|event| event.timestamp),
        "{place}"
    );
    let told = world.events.iter().filter_map(|event| match &event.body {
        EventBody::MessageReceived { message, .. } => Some(message),
        _ => None,
    });
    assert!(told.eq(&world.messages), "{place}");
}

fn endings(before: &Chat, world: &World, place: &Place<'_>) {
    let is_end = |body: &EventBody| matches!(body, EventBody::ChatEnded { .. });
    let ends = world
        .events
        .iter()
        .filter(|event| is_end(&event.body))
        .count();
    assert_eq!(ends, usize::from(world.chat.is_ended()), "{place}");
    if world.chat.is_ended() {
        assert!(
            world.events.last().is_some_and(|event| is_end(&event.body)),
            "{place}"
        );
        assert!(world.chat.open_escalation().is_none(), "{place}");
    }
    let told = world.events.iter().find_map(|event| match event.body {
        EventBody::ChatEnded { ends_at, .. } => Some(ends_at),
        _ => None,
    });
    assert_eq!(world.chat.ends_at(), told, "{place}");
    if before.is_ended() {
        assert_eq!(*before, world.chat, "{place}");
    } else if let Some(ends_at) = world.chat.ends_at() {
        assert_eq!(ends_at, world.chat.updated_at, "{place}");
        if matches!(place.step, Step::Fire(_)) {
            // What was announced as the end is the end: not earlier, and by nothing else.
            assert!(
                before.timeout_at().is_some_and(|at| at <= ends_at),
                "{place}"
            );
        }
    }
}

fn deadlines(chat: &Chat, place: &Place<'_>) {
    let timers = chat.timers();
    assert!(
        timers.windows(2).all(|pair| pair[0].kind < pair[1].kind),
        "one per kind: {place}"
    );
    assert_eq!(chat.timeout_at().is_none(), chat.is_ended(), "{place}");
    let ends = timers
        .iter()
        .filter(|t| matches!(t.kind, TimerKind::ChatTimeout | TimerKind::QueueExpiry));
    assert!(
        ends.map(|timer| timer.due_at).eq(chat.timeout_at()),
        "{place}"
    );
    for timer in timers
        .iter()
        .filter(|timer| timer.kind == TimerKind::Dismiss)
    {
        assert!(Some(timer.due_at) < chat.timeout_at(), "{place}");
    }
}

fn participants(chat: &Chat, place: &Place<'_>) {
    let connected = |status: ParticipantStatus| status == ParticipantStatus::Connected;
    let agents = chat
        .agents
        .iter()
        .filter(|agent| connected(agent.status))
        .count();
    assert_eq!(
        agents,
        usize::from(chat.status() == ChatStatus::Assigned),
        "{place}"
    );
    let virtual_agents = chat
        .virtual_agents
        .iter()
        .filter(|va| connected(va.status))
        .count();
    let expected = match chat.status() {
        ChatStatus::VaAssigned => 1,
        // It stays until somebody takes over, unless there was none to stay.
        ChatStatus::Queued => usize::from(
            chat.open_escalation()
                .is_some_and(|open| open.reason != EscalationReason::CouldNotResume),
        ),
        _ => 0,
    };
    assert_eq!(virtual_agents, expected, "{place}");
}

/// Nobody joins twice without leaving, or leaves without having joined.
fn presence(world: &World, place: &Place<'_>) {
    let mut present = BTreeSet::new();
    for event in &world.events {
        let key = |participant: &Participant| {
            let actor = participant.actor();
            (actor.kind(), actor.id())
        };
        let (who, orderly, expected) = match &event.body {
            EventBody::ParticipantJoined(who) => (who, present.insert(key(who)), "connected"),
            EventBody::ParticipantLeft(who) => (who, present.remove(&key(who)), "finished"),
            _ => continue,
        };
        assert!(orderly, "{place}");
        assert_eq!(who.status().as_str(), expected, "{place}");
    }
    assert!(present.is_empty() || !world.chat.is_ended(), "{place}");
}

/// The status as somebody follows it who has nothing but the events.
fn heard(world: &World) -> ChatStatus {
    let mut status = ChatStatus::Failed;
    for event in &world.events {
        status = match &event.body {
            EventBody::ChatCreated(view) | EventBody::ChatResumed(view) => view.status,
            EventBody::ParticipantJoined(Participant::VirtualAgent(_)) => ChatStatus::VaAssigned,
            EventBody::ParticipantJoined(Participant::Agent(_)) => ChatStatus::Assigned,
            EventBody::ParticipantLeft(_) | EventBody::EscalationStarted(_) => ChatStatus::Queued,
            EventBody::ChatDismissed { status, .. } | EventBody::ChatEnded { status, .. } => {
                *status
            }
            EventBody::MessageReceived { .. }
            | EventBody::EscalationAccepted(_)
            | EventBody::EscalationCanceled(_)
            | EventBody::EscalationDeflected(_) => status,
        };
    }
    status
}
