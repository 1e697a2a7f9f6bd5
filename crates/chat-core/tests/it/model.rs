//! Long random histories: the chat agrees with a second, simpler account of the rules, and keeps its promises.

mod invariants;
mod machine;
mod step;

use std::collections::BTreeSet;
use std::fmt;

use chat_core::{
    AgentId, Chat, Command, DeflectionChannel, EndUserId, EndUserProfile, Escalate, EscalationId,
    FinishDeflection, FiredTimer, MenuId, MessageSeq, State, TimerKind, VaAction,
};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use self::machine::{Answer, Machine};
use self::step::Step;
use crate::world::{self, World, agent, end_user, text};

fn channel() -> impl Strategy<Value = DeflectionChannel> {
    select(DeflectionChannel::ALL.to_vec())
}

fn escalation() -> impl Strategy<Value = Escalate> {
    let target = prop_oneof![
        6 => Just(None),
        1 => Just(Some(world::LEAF)),
        1 => Just(Some(world::SHIFT_QUEUE)),
        1 => Just(Some(MenuId(99))),
    ];
    (any::<bool>(), target).prop_map(|(force, target)| Escalate {
        force,
        target,
        ..Escalate::default()
    })
}

fn action() -> impl Strategy<Value = VaAction> {
    prop_oneof![
        6 => Just(VaAction::None),
        2 => escalation().prop_map(VaAction::Escalate),
        1 => Just(VaAction::End),
    ]
}

fn maybe<T: Clone + fmt::Debug + 'static>(
    some: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop_oneof![Just(None), some.prop_map(Some)]
}

fn step() -> impl Strategy<Value = Step> {
    let timer = select(vec![
        FiredTimer::Dismiss,
        FiredTimer::ChatTimeout,
        FiredTimer::QueueExpiry,
    ]);
    prop_oneof![
        6 => select(vec![1, 5, 29, 40, 59, 60, 61, 90, 130, 299, 300, 600]).prop_map(Step::Advance),
        1 => Just(Step::Advance(-7)),
        1 => Just(Step::LoseVirtualAgent),
        8 => (1..4_i64).prop_map(Step::Send),
        1 => (maybe(1..4_i64), maybe(1..3_i64), maybe(channel()))
            .prop_map(|(by, escalation, channel)| Step::Finish { by, escalation, channel }),
        3 => escalation().prop_map(Step::Escalate),
        4 => (1..4_i64, channel()).prop_map(|(escalation, channel)| Step::Select { escalation, channel }),
        3 => Just(Step::Resume),
        1 => (1..3_i64).prop_map(Step::ChangeEndUser),
        6 => Just(Step::VaJoin),
        8 => (0..3_i64, 0..3_usize, action())
            .prop_map(|(lag, replies, action)| Step::VaReply { lag, replies, action }),
        4 => (1..3_i64).prop_map(Step::AgentJoin),
        6 => (1..3_i64, maybe(0..3_i64), 0..3_usize)
            .prop_map(|(agent, lag, replies)| Step::AgentReply { agent, lag, replies }),
        1 => (1..3_i64).prop_map(Step::AgentLeave),
        1 => (1..3_i64).prop_map(Step::AgentEnd),
        6 => timer.prop_map(Step::Fire),
    ]
}

/// The command that a step stands for.
fn command(step: &Step, world: &World) -> Option<Command> {
    let last = world.chat.last_seq.0;
    let ago = |lag: i64| MessageSeq((last - lag).max(0));
    let says = |count: usize| vec![text("words"); count];
    Some(match *step {
        Step::Advance(_) | Step::LoseVirtualAgent => return None,
        Step::Send(from) => world::send(EndUserId(from), text("words")),
        Step::Finish {
            by,
            escalation,
            channel,
        } => Command::Finish {
            by: by.map(EndUserId),
            deflection: FinishDeflection {
                escalation: escalation.map(EscalationId),
                channel,
            },
        },
        Step::Escalate(escalate) => Command::Escalate(escalate),
        Step::Select {
            escalation,
            channel,
        } => world::select(EscalationId(escalation), channel),
        Step::Resume => Command::Resume,
        Step::ChangeEndUser(id) => Command::ChangeEndUser {
            end_user: end_user(EndUserId(id)),
            profile: EndUserProfile {
                identifier: format!("user-{id}"),
                name: None,
                email: None,
                phone: None,
            },
            requested_at: world.now,
        },
        Step::VaJoin => Command::VaJoin,
        Step::VaReply {
            lag,
            replies,
            action,
        } => Command::VaReply {
            up_to: ago(lag),
            replies: says(replies),
            action,
        },
        Step::AgentJoin(id) => Command::AgentJoin(agent(id)),
        Step::AgentReply {
            agent,
            lag,
            replies,
        } => Command::AgentReply {
            agent: AgentId(agent),
            up_to: lag.map(ago),
            replies: says(replies),
        },
        Step::AgentLeave(id) => Command::AgentLeave { agent: AgentId(id) },
        Step::AgentEnd(id) => Command::AgentEnd { agent: AgentId(id) },
        Step::Fire(timer) => Command::TimerFired(timer),
    })
}

/// Where a history went wrong, written out only if it did.
struct Place<'a> {
    at: usize,
    step: &'a Step,
    before: &'a Chat,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, step, before } = self;
        write!(f, "step {at}, {step:?}, before it {before:#?}")
    }
}

/// Both accounts of one history, step by step.
fn check(menu: MenuId, scripted: bool, steps: &[Step]) -> World {
    let mut world = if scripted {
        World::scripted(menu)
    } else {
        World::new(menu)
    };
    let mut machine = Machine::new(world.menus.menu(menu).expect("a menu"), scripted);
    for (at, step) in steps.iter().enumerate() {
        let Some(command) = command(step, &world) else {
            match step {
                Step::Advance(seconds) => {
                    world.advance(*seconds);
                    machine.clock += seconds;
                }
                _ => {
                    world.edit_menu(menu, |menu| menu.virtual_agent = None);
                    machine.lose_virtual_agent();
                }
            }
            continue;
        };
        let before = world.chat.clone();
        let answer = match world.run(command) {
            Ok(changes) if changes.changed => Answer::Changed,
            Ok(_) => Answer::Unchanged,
            Err(_) => Answer::Refused,
        };
        let place = Place {
            at,
            step,
            before: &before,
        };
        assert_eq!(answer, machine.step(step), "{place}");
        compare(&world, &machine, &place);
        invariants::check(&before, &world, &place);
    }
    world
}

/// Everything that can be seen from outside is the same.
fn compare(world: &World, machine: &Machine, place: &Place<'_>) {
    assert_eq!(world.status(), machine.status(), "{place}");
    let ended = world.chat.is_ended().then(|| world.fail_reason());
    assert_eq!(ended, machine.fail_reason, "{place}");
    assert_eq!(world.chat.last_seq.0, machine.messages, "{place}");
    let escalations = world
        .chat
        .escalations
        .iter()
        .map(|escalation| escalation.status.as_str());
    assert!(
        escalations.eq(machine.escalations.iter().copied()),
        "{place}"
    );
    let since_start = |at: Timestamp| at.duration_since(world::start()).as_secs();
    assert_eq!(
        world.chat.timeout_at().map(since_start),
        machine.timeout_at(),
        "{place}"
    );
    let timers = world.chat.timers();
    let timers: Vec<(TimerKind, i64)> = timers
        .iter()
        .map(|timer| (timer.kind, since_start(timer.due_at)))
        .collect();
    assert_eq!(timers, machine.timers(), "{place}");
}

fn history() -> impl Strategy<Value = (MenuId, bool, Vec<Step>)> {
    let menu = select(vec![
        world::VA,
        world::HUMAN,
        world::CLOSED,
        world::FULL,
        world::LEAF,
        world::SHIFT,
        world::SHIFT_QUEUE,
    ]);
    (menu, any::<bool>(), vec(step(), 1..80))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn every_history_follows_the_rules((menu, scripted, steps) in history()) {
        check(menu, scripted, &steps);
    }
}

/// Random histories are worth something only if they come everywhere.
#[test]
fn histories_reach_every_event_and_every_timer() {
    let mut runner = TestRunner::deterministic();
    let mut events = BTreeSet::new();
    let mut reasons = BTreeSet::new();
    for _ in 0..800 {
        let tree = history().new_tree(&mut runner).expect("a history");
        let (menu, scripted, steps) = tree.current();
        let world = check(menu, scripted, &steps);
        events.extend(world.events.iter().map(|event| event.body.event_type()));
        if let State::Ended(ending) = world.chat.state {
            reasons.insert(ending.reason.as_str());
        }
    }
    assert_eq!(events.len(), 11, "{events:?}");
    let expected = [
        "after_hours",
        "escalation_failed",
        "expired",
        "no_response",
        "nothing",
        "over_cap_email",
    ];
    assert!(reasons.iter().eq(expected.iter()), "{reasons:?}");
}
