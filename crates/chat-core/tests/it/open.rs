//! `POST /chats`: where a new chat begins, and what is refused.

use chat_core::{
    AgentId, Catalogue, Command, EventBody, Lang, ParticipantStatus, State, TimerKind,
};

use crate::world::{
    CLOSED, CLOSED_HUMAN, EXPIRY, FULL, HUMAN, LEAF, PARENT, VA, World, agent, open_request,
    settings, start, try_open,
};

fn refusal(menu: chat_core::MenuId, lang: Option<&str>) -> String {
    let opened = try_open(open_request(menu, lang), &settings());
    opened.expect_err("refused").to_string()
}

#[test]
fn a_menu_with_a_virtual_agent_waits_for_it_in_the_queue() {
    let world = World::new(VA);
    assert_eq!(world.status(), "queued");
    assert_eq!(world.timeout(), Some(EXPIRY));
    assert_eq!(world.due(TimerKind::VaConnect), Some(0));
    assert_eq!(world.due(TimerKind::QueueExpiry), Some(EXPIRY));
    assert_eq!(world.chat.timers().len(), 2);
    let EventBody::ChatCreated(view) = &world.events[0].body else {
        panic!("not chat_created");
    };
    assert_eq!(**view, world.chat.view(&world.menus));
    assert_eq!(view.virtual_agent, None);
    assert!(view.all_virtual_agents.is_empty() && view.all_agents.is_empty());
    assert_eq!(view.ends_at, None);
    assert_eq!((view.created_at, view.lang), (start(), Lang::En));
}

#[test]
fn a_virtual_agent_takes_chats_whatever_its_queue_is_like() {
    for menu in [CLOSED, FULL] {
        assert_eq!(World::new(menu).status(), "queued");
    }
}

#[test]
fn a_menu_without_one_waits_for_people_unless_it_is_closed() {
    let world = World::new(HUMAN);
    assert!(matches!(
        world.chat.state,
        State::Waiting { queue: HUMAN, .. }
    ));
    assert_eq!(world.due(TimerKind::AgentPickup), None);
    assert_eq!(
        refusal(CLOSED_HUMAN, None),
        "Menu is in 'after hours' state, can't accept incoming chats"
    );
}

#[test]
fn a_full_queue_is_no_obstacle() {
    assert_eq!(World::new(LEAF).status(), "queued");
}

#[test]
fn scripted_agents_pick_up_only_where_the_queue_has_agents() {
    let mut world = World::scripted(HUMAN);
    assert_eq!(world.due(TimerKind::AgentPickup), Some(2));
    let menus = world.menus.menus().cloned().map(|mut menu| {
        menu.agents = 0;
        menu
    });
    world.menus = Catalogue::new(Lang::En, menus.collect()).expect("sound");
    world.ok(Command::AgentJoin(agent(1)));
    world.ok(Command::AgentLeave { agent: AgentId(1) });
    assert_eq!(world.due(TimerKind::AgentPickup), None);
}

#[test]
fn only_leaves_are_found() {
    assert_eq!(refusal(PARENT, None), "menu_id 6 is not found");
    assert_eq!(
        refusal(chat_core::MenuId(99), None),
        "menu_id 99 is not found"
    );
}

#[test]
fn the_menus_of_the_chat_lead_from_root_to_leaf() {
    let world = World::new(LEAF);
    let ids: Vec<i64> = world
        .chat
        .view(&world.menus)
        .menus
        .iter()
        .map(|menu| menu.id.0)
        .collect();
    assert_eq!(ids, [6, 7]);
}

#[test]
fn languages_are_known_served_and_never_replaced() {
    let opened = try_open(open_request(VA, Some("PT-br")), &settings()).expect("a chat");
    assert_eq!(opened.chat.lang, Lang::PtBr);
    assert_eq!(refusal(VA, Some("xy")), "Language 'xy' is not found");
    assert_eq!(refusal(LEAF, Some("it")), "Language 'it' is not available");
    assert_eq!(refusal(VA, Some("pt")), "Language 'pt' is not available");
}

#[test]
fn the_virtual_agent_joins_afterwards() {
    let mut world = World::new(VA);
    assert_eq!(world.ok(Command::VaJoin), ["participant_joined"]);
    assert_eq!(world.status(), "va_assigned");
    let virtual_agent = world.chat.virtual_agent().expect("there");
    assert_eq!(virtual_agent.status, ParticipantStatus::Connected);
    assert_eq!(virtual_agent.connected_at, Some(world.now));
    world.nothing(Command::VaJoin);
}
