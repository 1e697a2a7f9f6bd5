//! The demo tenant's menus.

use chat_core::{
    Catalogue, DeflectionChannel, DeflectionLink, DeflectionOption, Lang, Menu, MenuId,
    OpeningHours, VirtualAgentBackend, VirtualAgentDefinition, VirtualAgentId, VirtualAgentProfile,
};

use super::{MENU_AFTER_HOURS, MENU_HUMAN, MENU_OVER_CAPACITY, MENU_VIRTUAL_AGENT};

/// Four leaves, one for each way that a chat can go.
pub fn catalogue() -> Catalogue {
    let menus = vec![
        Menu {
            escalation_queue: Some(MenuId(MENU_HUMAN)),
            ..menu(MENU_VIRTUAL_AGENT, "Virtual agent")
        },
        Menu {
            virtual_agent: None,
            ..menu(MENU_HUMAN, "People")
        },
        Menu {
            hours: OpeningHours::Never,
            ..menu(MENU_AFTER_HOURS, "After hours")
        },
        Menu {
            capacity: Some(0),
            ..menu(MENU_OVER_CAPACITY, "Over capacity")
        },
    ];
    Catalogue::new(Lang::En, menus).expect("the demo menus make a catalogue; a test builds them")
}

/// The virtual agent of all menus that have one.
pub fn virtual_agent() -> VirtualAgentDefinition {
    VirtualAgentDefinition {
        profile: VirtualAgentProfile {
            id: VirtualAgentId(1),
            name: "Virtual agent".to_owned(),
            avatar_url: None,
        },
        backend: VirtualAgentBackend::Builtin,
    }
}

/// An open menu without limit, with the virtual agent in front.
fn menu(id: i64, name: &str) -> Menu {
    Menu {
        virtual_agent: Some(virtual_agent().profile),
        agents: 3,
        deflections: deflections(),
        ..Menu::new(
            MenuId(id),
            name,
            vec![Lang::En, Lang::Es, Lang::Fr, Lang::De, Lang::It],
        )
    }
}

fn deflections() -> Vec<DeflectionOption> {
    let link = |name: &str, url: &str| DeflectionLink {
        name: name.to_owned(),
        url: url.to_owned(),
    };
    let option = |channel, links| DeflectionOption { channel, links };
    vec![
        option(DeflectionChannel::Email, vec![]),
        option(
            DeflectionChannel::ExternalLink,
            vec![link("Help center", "https://help.example.com/")],
        ),
        option(DeflectionChannel::VirtualAgent, vec![]),
        option(DeflectionChannel::HumanAgent, vec![]),
    ]
}
