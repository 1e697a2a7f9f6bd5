//! Human agents: scripted turns, people who write at will, leaving and ending.

use chat_core::{
    Actor, AgentId, Command, MediaKind, MessageContent, MessageSeq, QueuePlace, TimerKind,
};

use crate::world::{EXPIRY, HUMAN, TIMEOUT, VA, World, agent, finish, text};

fn turn(agent: i64, up_to: MessageSeq, replies: Vec<MessageContent>) -> Command {
    Command::AgentReply {
        agent: AgentId(agent),
        up_to: Some(up_to),
        replies,
    }
}

#[test]
fn a_scripted_agent_picks_up_greets_and_answers() {
    let mut world = World::scripted(HUMAN);
    assert_eq!(world.due(TimerKind::AgentPickup), Some(2));
    world.advance(2);
    assert_eq!(
        world.ok(Command::AgentJoin(agent(1))),
        ["participant_joined"]
    );
    assert_eq!(world.due(TimerKind::AgentPickup), None);
    assert_eq!(world.due(TimerKind::AgentTurn), Some(1));
    world.ok(turn(1, MessageSeq(0), vec![text("Hello")]));
    assert_eq!(world.due(TimerKind::AgentTurn), None);
    world.says("the form, please");
    assert_eq!(world.due(TimerKind::AgentTurn), Some(1));
    let file = world.attach(1, MediaKind::File);
    let seen = world.chat.last_seq;
    world.ok(turn(
        1,
        seen,
        vec![text("here"), MessageContent::Document(file)],
    ));
    assert_eq!(world.messages.len(), 4);
    world.nothing(turn(1, seen, vec![text("here")]));
}

#[test]
fn an_answer_that_missed_a_message_leaves_the_turn_due() {
    let mut world = World::scripted(HUMAN);
    world.ok(Command::AgentJoin(agent(1)));
    world.ok(turn(1, MessageSeq(0), vec![text("Hello")]));
    world.says("one");
    world.ok(turn(1, MessageSeq(1), vec![]).clone());
    assert_eq!(world.due(TimerKind::AgentTurn), Some(1));
}

#[test]
fn switched_off_scripts_neither_pick_up_nor_answer() {
    let mut waiting = World::scripted(HUMAN);
    waiting.nothing(Command::DemoAgentsOff);
    waiting.settings.demo_agents = None;
    assert!(waiting.ok(Command::DemoAgentsOff).is_empty());
    assert_eq!(waiting.due(TimerKind::AgentPickup), None);
    assert_eq!(waiting.status(), "queued");
    waiting.nothing(Command::DemoAgentsOff);

    let mut served = World::scripted(HUMAN);
    served.ok(Command::AgentJoin(agent(1)));
    served.settings.demo_agents = None;
    assert!(served.ok(Command::DemoAgentsOff).is_empty());
    assert_eq!(served.due(TimerKind::AgentTurn), None);
    assert_eq!(served.status(), "assigned");
    served.says("anybody?");
    assert_eq!(served.due(TimerKind::AgentTurn), None);
}

#[test]
fn people_write_at_will() {
    let mut world = World::with_agent();
    assert_eq!(world.due(TimerKind::AgentTurn), None);
    assert_eq!(world.agent_says("one"), ["message_received"]);
    assert_eq!(world.agent_says("two"), ["message_received"]);
}

#[test]
fn only_the_agent_who_has_the_chat_acts() {
    let mut world = World::with_agent();
    let other = AgentId(2);
    world.nothing(Command::AgentReply {
        agent: other,
        up_to: None,
        replies: vec![text("hi")],
    });
    world.nothing(Command::AgentLeave { agent: other });
    world.nothing(Command::AgentEnd { agent: other });
    world.nothing(Command::AgentJoin(agent(2)));
}

#[test]
fn agents_come_too_late_for_an_ended_chat() {
    let mut world = World::new(HUMAN);
    world.ok(finish());
    world.nothing(Command::AgentJoin(agent(1)));
    world.nothing(Command::AgentEnd { agent: AgentId(1) });
    world.nothing(Command::AgentReply {
        agent: AgentId(1),
        up_to: None,
        replies: vec![text("hi")],
    });
}

#[test]
fn a_chat_that_was_left_goes_back_to_its_queue_and_to_the_next() {
    let mut world = World::with_agent();
    assert_eq!(world.chat.queue_place(), Some(QueuePlace::Serving(HUMAN)));
    assert_eq!(
        world.ok(Command::AgentLeave { agent: AgentId(1) }),
        ["participant_left"]
    );
    assert_eq!(world.status(), "queued");
    assert_eq!(world.chat.queue_place(), Some(QueuePlace::Waiting(HUMAN)));
    assert_eq!(
        world.chat.agent().map(|agent| agent.status.as_str()),
        Some("finished")
    );
    world.advance(1);
    world.ok(Command::AgentJoin(agent(2)));
    world.ok(Command::AgentLeave { agent: AgentId(2) });
    world.ok(Command::AgentJoin(agent(1)));
    assert_eq!(world.timeout(), Some(TIMEOUT));
    let all: Vec<i64> = world
        .chat
        .agents
        .iter()
        .map(|agent| agent.profile.id.0)
        .collect();
    assert_eq!(all, [1, 2]);
    assert_eq!(
        world.chat.agent().map(|agent| agent.profile.id),
        Some(AgentId(1))
    );
    assert_eq!(
        world.chat.agent().and_then(|agent| agent.connected_at),
        Some(world.now)
    );
}

#[test]
fn the_agent_ends_the_chat() {
    let mut world = World::with_agent();
    let events = world.ok(Command::AgentEnd { agent: AgentId(1) });
    assert_eq!(events, ["participant_left", "chat_ended"]);
    assert_eq!(world.status(), "finished");
    let chat_core::State::Ended(ending) = world.chat.state else {
        panic!("not ended");
    };
    assert_eq!(ending.by, Some(Actor::Agent(AgentId(1))));
}

#[test]
fn demo_agents_that_are_on_again_take_the_chats_that_waited() {
    let mut waiting = World::new(HUMAN);
    waiting.nothing(Command::DemoAgentsOn);
    waiting.advance(100);
    waiting.settings = World::scripted(HUMAN).settings;
    assert!(waiting.ok(Command::DemoAgentsOn).is_empty());
    assert_eq!(waiting.due(TimerKind::AgentPickup), Some(2));
    assert_eq!(waiting.timeout(), Some(EXPIRY - 100), "it has waited");
    waiting.advance(1);
    waiting.nothing(Command::DemoAgentsOn);
    let mut unserved = World::new(HUMAN);
    unserved.settings = waiting.settings.clone();
    unserved.edit_menu(HUMAN, |menu| menu.agents = 0);
    unserved.nothing(Command::DemoAgentsOn);
    for mut other in [
        World::scripted(VA),
        World::with_agent(),
        World::dismissed(HUMAN),
    ] {
        other.settings = waiting.settings.clone();
        other.nothing(Command::DemoAgentsOn);
    }
}
