//! Menus: what makes a catalogue, paths, and estimated waits.

use chat_core::{
    Catalogue, CatalogueEditError, DeflectionChannel, DeflectionLink, DeflectionOption,
    DomainError, Lang, Menu, MenuFault, MenuId, QueueLoad, QueueLoads, Timeouts,
};

use crate::world::{HUMAN, LEAF, PARENT, VA, menu, menus, start};

/// Every fault, with its menu.
fn faults(all: Vec<Menu>) -> Vec<(i64, MenuFault)> {
    let faults = Catalogue::new(Lang::En, all).expect_err("a fault").0;
    faults.into_iter().map(|it| (it.menu.0, it.fault)).collect()
}

#[test]
fn the_tree_must_be_one() {
    let below = |id, parent| Menu {
        parent: Some(MenuId(parent)),
        ..menu(MenuId(id), false)
    };
    let to = |queue| Menu {
        escalation_queue: Some(MenuId(queue)),
        ..menu(MenuId(1), true)
    };
    let one = || menu(MenuId(1), false);
    assert_eq!(faults(vec![one(), one()]), [(1, MenuFault::Duplicate)]);
    assert_eq!(
        faults(vec![below(1, 2)]),
        [(1, MenuFault::ParentNotFound(MenuId(2)))]
    );
    assert_eq!(
        faults(vec![below(1, 2), below(2, 1), below(3, 2)]),
        [(1, MenuFault::Cycle), (2, MenuFault::Cycle)],
        "what hangs on a cycle is not itself one"
    );
    assert_eq!(faults(vec![below(1, 1)]), [(1, MenuFault::Cycle)]);
    let missing = |queue| [(1, MenuFault::QueueNotFound(MenuId(queue)))];
    assert_eq!(faults(vec![to(9)]), missing(9));
    let not_leaf = vec![to(2), menu(MenuId(2), false), below(3, 2)];
    assert_eq!(faults(not_leaf), missing(2));
}

#[test]
fn paths_lead_from_the_root() {
    let menus = menus();
    assert_eq!(menus.materialized_path(LEAF), "6/7");
    assert_eq!(menus.materialized_path(HUMAN), "2");
    assert_eq!(menus.materialized_path(MenuId(99)), "");
    assert!(menus.leaf(PARENT).is_none() && menus.leaf(LEAF).is_some());
}

#[test]
fn waits_are_shared_among_the_agents() {
    let wait = |waiting, agents| {
        let menu = Menu {
            agents,
            handling_minutes: 5,
            ..menu(HUMAN, false)
        };
        let load = QueueLoad {
            waiting,
            serving: 7,
        };
        menu.wait_minutes(load, start())
    };
    assert_eq!(wait(0, 2), 0);
    assert_eq!(wait(1, 2), 3);
    assert_eq!(wait(4, 2), 10);
    assert_eq!(wait(4, 0), 20);
}

fn option(channel: DeflectionChannel, links: &[(&str, &str)]) -> DeflectionOption {
    let link = |(name, url): &(&str, &str)| DeflectionLink {
        name: (*name).to_owned(),
        url: (*url).to_owned(),
    };
    DeflectionOption {
        channel,
        links: links.iter().map(link).collect(),
    }
}

#[test]
fn every_fault_of_every_menu_is_named() {
    let email = DeflectionChannel::Email;
    let first = Menu {
        name: String::new(),
        parent: Some(MenuId(9)),
        languages: vec![],
        escalation_queue: Some(MenuId(8)),
        deflections: vec![
            option(email, &[("Write to us", "mailto:help@example.com")]),
            option(email, &[("", "https://example.com/"), ("Help", "/help")]),
            option(DeflectionChannel::ExternalLink, &[]),
        ],
        timeouts: Timeouts {
            dismiss_after: Some(jiff::SignedDuration::ZERO),
            ..Timeouts::default()
        },
        ..menu(MenuId(1), false)
    };
    let second = Menu {
        name: "x".repeat(256),
        ..menu(MenuId(2), false)
    };
    let expected = [
        (1, MenuFault::Name),
        (1, MenuFault::ParentNotFound(MenuId(9))),
        (1, MenuFault::NoLanguage),
        (1, MenuFault::QueueNotFound(MenuId(8))),
        (1, MenuFault::ChannelTwice(email)),
        (1, MenuFault::Link(email)),
        (1, MenuFault::Link(email)),
        (1, MenuFault::Links(DeflectionChannel::ExternalLink)),
        (1, MenuFault::Timeout("dismiss_after")),
        (2, MenuFault::Name),
    ];
    let all = || vec![first.clone(), second.clone()];
    assert_eq!(faults(all()), expected);
    let text = Catalogue::new(Lang::En, all())
        .expect_err("faults")
        .to_string();
    assert_eq!(text.lines().count(), expected.len());
    assert!(text.starts_with("menu 1: its name is empty or longer than 255 characters\n"));
    let fields = expected.map(|(_, fault)| fault.field());
    assert_eq!(
        fields[..6],
        [
            "name",
            "parent",
            "languages",
            "escalation_queue",
            "deflections",
            "deflections"
        ]
    );
}

#[test]
fn links_lead_somewhere() {
    let fault = |url: &str| {
        let link = option(DeflectionChannel::ExternalLink, &[("Help", url)]);
        let menu = Menu {
            deflections: vec![link],
            ..menu(HUMAN, false)
        };
        Catalogue::new(Lang::En, vec![menu]).is_err()
    };
    for good in [
        "https://help.example.com/",
        "http://a",
        "mailto:a@b.example",
    ] {
        assert!(!fault(good), "{good}");
    }
    let long = format!("https://example.com/{}", "x".repeat(2_048));
    for bad in [
        "",
        "help",
        "//example.com",
        "https://",
        "javascript:alert(1)",
        "https://a b",
        &long,
    ] {
        assert!(fault(bad), "{bad}");
    }
}

#[test]
fn one_menu_at_a_time() {
    let before = menus();
    let new = || menu(MenuId(20), false);
    let added = before.with_added(new()).expect("added");
    assert_eq!(added.menus().count(), before.menus().count() + 1);
    assert_eq!(added.without(MenuId(20)).expect("removed"), before);
    assert_eq!(
        added.with_added(new()),
        Err(CatalogueEditError::Exists(MenuId(20)))
    );
    let renamed = Menu {
        name: "Other".into(),
        ..new()
    };
    let replaced = added.with_replaced(renamed.clone()).expect("replaced");
    assert_eq!(replaced.menu(MenuId(20)), Some(&renamed));
    assert_eq!(replaced.default_lang(), Lang::En);
    let missing = CatalogueEditError::NotFound(MenuId(20));
    assert_eq!(before.with_replaced(renamed), Err(missing.clone()));
    assert_eq!(before.without(MenuId(20)), Err(missing));
    let italian = before.with_default_lang(Lang::It);
    assert_eq!(italian.default_lang(), Lang::It);
    assert!(italian.menus().eq(before.menus()));
}

#[test]
fn what_others_lean_on_is_not_removed() {
    let menus = menus();
    let error = menus.without(PARENT).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "menu 6 has menus below it, as 7: move or remove them first"
    );
    let error = menus.without(HUMAN).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "menu 2 is the escalation queue of menu 1: name another queue there first"
    );
    menus.without(LEAF).expect("removed");
    let to_itself = Menu {
        escalation_queue: Some(MenuId(20)),
        ..menu(MenuId(20), true)
    };
    let added = menus.with_added(to_itself).expect("added");
    added.without(MenuId(20)).expect("its own queue");
    let below = Menu {
        parent: Some(HUMAN),
        ..menu(MenuId(20), false)
    };
    let refused = menus.with_added(below).expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "menu 1: its escalation queue 2 is not a leaf of the catalogue: name another"
    );
}

#[test]
fn queues_with_chats_must_stay() {
    let loads = |menu, waiting, serving| {
        let load = QueueLoad { waiting, serving };
        QueueLoads([(menu, load)].into())
    };
    let menus = menus();
    for (queue, waiting, serving, stays) in [
        (HUMAN, 1, 0, true),
        (VA, 0, 1, true),
        (MenuId(20), 0, 0, true),
        (MenuId(20), 1, 0, false),
        (PARENT, 0, 1, false),
    ] {
        let expected = if stays {
            Ok(())
        } else {
            Err(DomainError::QueueHoldsChats(queue))
        };
        assert_eq!(menus.check_loads(&loads(queue, waiting, serving)), expected);
    }
}
