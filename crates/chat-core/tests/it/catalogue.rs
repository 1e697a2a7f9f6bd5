//! Menus: what makes a catalogue, paths, and estimated waits.

use chat_core::{Catalogue, CatalogueError, Lang, Menu, MenuId, QueueLoad};

use crate::world::{HUMAN, LEAF, PARENT, menu, menus};

fn fault(all: Vec<Menu>) -> CatalogueError {
    Catalogue::new(Lang::En, all).expect_err("a fault")
}

#[test]
fn faults_are_named() {
    let below = |id, parent| Menu {
        parent: Some(MenuId(parent)),
        ..menu(MenuId(id), false)
    };
    let to = |queue| Menu {
        escalation_queue: Some(MenuId(queue)),
        ..menu(MenuId(1), true)
    };
    let one = || menu(MenuId(1), false);
    assert_eq!(
        fault(vec![one(), one()]),
        CatalogueError::Duplicate(MenuId(1))
    );
    assert_eq!(
        fault(vec![below(1, 2)]),
        CatalogueError::ParentNotFound(MenuId(1))
    );
    assert_eq!(
        fault(vec![below(1, 2), below(2, 1)]),
        CatalogueError::Cycle(MenuId(1))
    );
    assert_eq!(fault(vec![below(1, 1)]), CatalogueError::Cycle(MenuId(1)));
    assert_eq!(fault(vec![to(9)]), CatalogueError::QueueNotFound(MenuId(1)));
    let not_leaf = vec![to(2), menu(MenuId(2), false), below(3, 2)];
    assert_eq!(fault(not_leaf), CatalogueError::QueueNotFound(MenuId(1)));
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
        menu.wait_minutes(QueueLoad {
            waiting,
            serving: 7,
        })
    };
    assert_eq!(wait(0, 2), 0);
    assert_eq!(wait(1, 2), 3);
    assert_eq!(wait(4, 2), 10);
    assert_eq!(wait(4, 0), 20);
}
