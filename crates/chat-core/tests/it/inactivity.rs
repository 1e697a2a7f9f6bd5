//! Dismissal, resume, chat timeout and queue expiry.

use chat_core::{Command, EventBody, FiredTimer, Settings, TimerKind};
use jiff::SignedDuration;

use crate::world::{
    CLOSED, DISMISS, EXPIRY, HUMAN, SHIFT, TIMEOUT, VA, World, agent, finish, settings,
};

const DISMISSAL: Command = Command::TimerFired(FiredTimer::Dismiss);
const TIMED_OUT: Command = Command::TimerFired(FiredTimer::ChatTimeout);
const EXPIRED: Command = Command::TimerFired(FiredTimer::QueueExpiry);

#[test]
fn a_chat_is_dismissed_only_when_both_sides_have_written() {
    let mut world = World::greeted(VA);
    assert_eq!(world.due(TimerKind::Dismiss), None);
    world.says("hi");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
    let mut silent = World::with_agent();
    silent.says("hi");
    assert_eq!(silent.due(TimerKind::Dismiss), None);
    silent.agent_says("yes?");
    assert_eq!(silent.due(TimerKind::Dismiss), Some(DISMISS));
}

#[test]
fn it_counts_from_the_last_message_of_the_agent() {
    let mut world = World::greeted(VA);
    world.says("hi");
    world.advance(10);
    world.va_says("yes?");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
    world.advance(10);
    world.says("well");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS - 10));
}

#[test]
fn it_does_not_count_from_before_the_end_user_wrote() {
    let mut world = World::greeted(VA);
    world.advance(DISMISS * 2);
    world.says("hi");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
}

#[test]
fn a_message_forestalls_an_overdue_dismissal() {
    let mut world = World::greeted(VA);
    world.says("hi");
    world.va_says("yes?");
    world.advance(DISMISS * 3);
    assert_eq!(world.due(TimerKind::Dismiss), Some(-DISMISS * 2));
    world.says("back");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
    world.nothing(DISMISSAL);
}

#[test]
fn it_is_never_later_than_the_chat_timeout() {
    let slow = Settings {
        dismiss_after: SignedDuration::from_secs(TIMEOUT),
        ..settings()
    };
    let mut world = World::with(VA, slow);
    world.ok(Command::VaJoin);
    world.va_says("Hello");
    world.says("hi");
    assert_eq!(world.due(TimerKind::Dismiss), None);
    assert_eq!(world.due(TimerKind::ChatTimeout), Some(TIMEOUT));
}

#[test]
fn the_next_agent_must_write_before_a_dismissal() {
    let mut world = World::greeted(VA);
    world.says("hi");
    world.va_says("yes?");
    world.escalate(false);
    assert_eq!(world.due(TimerKind::Dismiss), None);
    world.advance(DISMISS * 2);
    world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(world.due(TimerKind::Dismiss), None);
    world.agent_says("hello");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
}

#[test]
fn dismissal_leaves_the_chat_timeout_as_it_was() {
    for (menu, status) in [(VA, "va_dismissed"), (HUMAN, "dismissed")] {
        let mut world = World::dismissed(menu);
        assert_eq!(world.status(), status);
        assert_eq!(world.timeout(), Some(TIMEOUT - DISMISS));
        assert_eq!(world.chat.timers().len(), 1);
        let Some(EventBody::ChatDismissed {
            status: told,
            timeout_at,
        }) = world.events.last().map(|e| &e.body)
        else {
            panic!("not chat_dismissed");
        };
        assert_eq!(told.as_str(), status);
        assert_eq!(Some(*timeout_at), world.chat.timeout_at());
        world.nothing(DISMISSAL);
    }
}

#[test]
fn resume_goes_back_to_the_virtual_agent() {
    let mut world = World::dismissed(VA);
    world.advance(5);
    assert_eq!(world.ok(Command::Resume), ["chat_resumed"]);
    assert_eq!((world.status(), world.timeout()), ("queued", Some(EXPIRY)));
    assert_eq!(
        world.chat.virtual_agent().map(|va| va.status.as_str()),
        Some("waiting")
    );
    assert_eq!(world.ok(Command::VaJoin), ["participant_joined"]);
    assert_eq!(world.chat.virtual_agents.len(), 1);
    assert_eq!(world.status(), "va_assigned");
}

#[test]
fn resume_goes_back_to_the_queue_where_the_wait_begins_anew() {
    let mut world = World::dismissed(HUMAN);
    world.advance(100);
    assert_eq!(world.ok(Command::Resume), ["chat_resumed"]);
    assert_eq!(world.timeout(), Some(EXPIRY));
    world.ok(Command::AgentJoin(agent(2)));
    assert_eq!(world.status(), "assigned");
}

#[test]
fn after_a_return_the_end_user_must_write_again() {
    let mut world = World::dismissed(HUMAN);
    world.ok(Command::Resume);
    world.ok(Command::AgentJoin(agent(1)));
    world.agent_says("welcome back");
    assert_eq!(world.due(TimerKind::Dismiss), None);
    world.says("thanks");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
}

#[test]
fn a_message_that_returns_the_chat_counts_as_writing_again() {
    let mut world = World::dismissed(VA);
    world.says("back");
    world.ok(Command::VaJoin);
    assert_eq!(world.due(TimerKind::Dismiss), None);
    world.va_says("welcome back");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS));
}

#[test]
fn only_dismissed_chats_resume() {
    let refusal = "This chat is not in dismissed state";
    assert_eq!(World::new(VA).refused(Command::Resume), refusal);
    assert_eq!(World::greeted(VA).refused(Command::Resume), refusal);
    assert_eq!(World::with_agent().refused(Command::Resume), refusal);
    let mut resumed = World::dismissed(VA);
    resumed.ok(Command::Resume);
    assert_eq!(resumed.refused(Command::Resume), refusal);
    let mut ended = World::dismissed(VA);
    ended.ok(finish());
    assert_eq!(ended.refused(Command::Resume), "Chat is already ended");
}

#[test]
fn no_resume_outside_opening_hours() {
    let mut world = World::dismissed(CLOSED);
    let refused = world.refused(Command::Resume);
    assert_eq!(
        refused,
        "Menu is in 'after hours' state, can't accept incoming chats"
    );
    assert_eq!(world.status(), "va_dismissed");
}

#[test]
fn the_hours_at_the_moment_of_the_resume_count() {
    let mut world = World::dismissed(SHIFT);
    world.advance(119 - DISMISS);
    let mut before = World::dismissed(SHIFT);
    before.now = world.now;
    before.ok(Command::Resume);
    world.advance(1);
    world.refused(Command::Resume);
    world.advance(300);
    assert_eq!(world.ok(Command::Resume), ["chat_resumed"]);
}

#[test]
fn the_chat_timeout_finishes_for_lack_of_response() {
    for mut world in [
        World::greeted(VA),
        World::with_agent(),
        World::dismissed(VA),
    ] {
        world.advance(TIMEOUT);
        world.ok(TIMED_OUT);
        assert_eq!(world.status(), "finished");
        let Some(EventBody::ChatEnded {
            fail_reason,
            ended_by,
            ..
        }) = world.events.last().map(|e| &e.body)
        else {
            panic!("not chat_ended");
        };
        assert_eq!((fail_reason.as_str(), *ended_by), ("no_response", None));
    }
}

#[test]
fn the_queue_expiry_fails() {
    for mut world in [World::new(HUMAN), World::new(VA)] {
        world.advance(EXPIRY - 1);
        world.nothing(EXPIRED);
        world.advance(1);
        assert_eq!(world.ok(EXPIRED), ["chat_ended"]);
        assert_eq!(world.status(), "failed");
        let Some(EventBody::ChatEnded { fail_reason, .. }) = world.events.last().map(|e| &e.body)
        else {
            panic!("not chat_ended");
        };
        assert_eq!(fail_reason.as_str(), "expired");
    }
}

#[test]
fn stale_timers_change_nothing() {
    let mut assigned = World::with_agent();
    assigned.advance(EXPIRY);
    assigned.nothing(EXPIRED);
    assigned.nothing(DISMISSAL);
    assigned.nothing(TIMED_OUT);
    let mut renewed = World::greeted(VA);
    renewed.advance(TIMEOUT - 1);
    renewed.says("still here");
    renewed.advance(1);
    renewed.nothing(TIMED_OUT);
    let mut ended = World::new(VA);
    ended.ok(finish());
    ended.advance(TIMEOUT);
    for timer in [DISMISSAL, TIMED_OUT, EXPIRED] {
        ended.nothing(timer);
    }
}

#[test]
fn assignment_restarts_the_chat_timeout() {
    let mut world = World::new(HUMAN);
    world.advance(100);
    world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(world.timeout(), Some(TIMEOUT));
    assert_eq!(world.due(TimerKind::QueueExpiry), None);
}

#[test]
fn a_clock_that_runs_backwards_does_not_turn_time_around() {
    let mut world = World::greeted(VA);
    world.says("one");
    world.advance(-100);
    world.says("two");
    assert!(world.messages.is_sorted_by_key(|message| message.sent_at));
    assert!(world.events.is_sorted_by_key(|event| event.timestamp));
}
