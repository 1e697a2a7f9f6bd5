//! Menus with durations of their own.

use chat_core::{
    Catalogue, Command, FiredTimer, Lang, Menu, MenuFault, Settings, Timeouts, TimerKind,
};
use jiff::SignedDuration;

use crate::world::{DISMISS, EXPIRY, HUMAN, TIMEOUT, VA, World, agent, menu, settings};

const fn seconds(number: i64) -> Option<SignedDuration> {
    Some(SignedDuration::from_secs(number))
}

/// Another duration for everything in this menu.
fn slower(world: &mut World, id: chat_core::MenuId, by: i64) {
    world.edit_menu(id, |menu| {
        menu.timeouts = Timeouts {
            dismiss_after: seconds(DISMISS + by),
            chat_timeout: seconds(TIMEOUT + by),
            queue_expiry: seconds(EXPIRY + by),
        };
    });
}

#[test]
fn what_a_menu_does_not_say_is_the_tenants() {
    let own = Timeouts {
        chat_timeout: seconds(7),
        ..Timeouts::default()
    };
    let expected = Settings {
        chat_timeout: SignedDuration::from_secs(7),
        ..settings()
    };
    assert_eq!(own.over(&settings()), expected);
    assert_eq!(Timeouts::default().over(&settings()), settings());
}

#[test]
fn the_menu_counts_that_the_chat_is_in_and_the_queue_it_waits_in() {
    let mut world = World::dismissed(VA);
    slower(&mut world, VA, 5);
    slower(&mut world, HUMAN, 9);
    assert_eq!(
        world.timeout(),
        Some(TIMEOUT - DISMISS),
        "what was computed stays"
    );
    world.says("back");
    assert_eq!(world.timeout(), Some(EXPIRY + 5), "for its virtual agent");
    world.ok(Command::VaJoin);
    assert_eq!(world.timeout(), Some(TIMEOUT + 5));
    world.va_says("welcome back");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS + 5));
    world.says("a person");
    world.escalate(false);
    assert_eq!(
        world.timeout(),
        Some(EXPIRY + 9),
        "in the other menu's queue"
    );
    world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(world.timeout(), Some(TIMEOUT + 9));
    world.agent_says("hello");
    assert_eq!(world.due(TimerKind::Dismiss), Some(DISMISS + 9));
    world.advance(DISMISS + 9);
    world.ok(Command::TimerFired(FiredTimer::Dismiss));
    world.ok(Command::Resume);
    assert_eq!(world.timeout(), Some(EXPIRY + 9));
}

#[test]
fn a_menu_that_is_gone_leaves_the_tenants() {
    let mut world = World::greeted(VA);
    slower(&mut world, VA, 5);
    world.remove_menus(&[VA]);
    world.says("hi");
    assert_eq!(world.timeout(), Some(TIMEOUT));
}

#[test]
fn durations_have_bounds() {
    let faults = |timeouts| {
        let queue = Menu {
            timeouts,
            ..menu(HUMAN, false)
        };
        let built = Catalogue::new(Lang::En, vec![queue]);
        let faults = built.err().map_or_else(Vec::new, |faults| faults.0);
        faults.into_iter().map(|it| it.fault).collect::<Vec<_>>()
    };
    let all = |dismiss_after, rest| Timeouts {
        dismiss_after: seconds(dismiss_after),
        chat_timeout: seconds(rest),
        queue_expiry: seconds(rest),
    };
    let names = ["dismiss_after", "chat_timeout", "queue_expiry"];
    let week = 7 * 24 * 3600;
    assert_eq!(faults(all(1, 1)), []);
    assert_eq!(faults(all(week, 30 * 24 * 3600)), []);
    for bad in [all(0, 0), all(-60, -60), all(week + 1, 30 * 24 * 3600 + 1)] {
        assert_eq!(faults(bad), names.map(MenuFault::Timeout));
    }
    assert_eq!(
        MenuFault::Timeout("dismiss_after").to_string(),
        "its dismiss_after is out of bounds: 1 second to 7 days"
    );
    assert_eq!(
        MenuFault::Timeout("queue_expiry").to_string(),
        "its queue_expiry is out of bounds: 1 second to 30 days"
    );
}
