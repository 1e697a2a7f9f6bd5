//! Menus: what makes a catalogue, paths, and estimated waits.

use chat_core::{Catalogue, Lang, Menu, MenuFault, MenuId, QueueLoad};

use crate::world::{HUMAN, LEAF, PARENT, menu, menus, start};

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
