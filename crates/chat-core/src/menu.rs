//! The catalogue of a tenant: its tree of menus, which are also its queues, as data.

use std::collections::{BTreeMap, BTreeSet};

use crate::escalation::DeflectionOption;
use crate::ids::MenuId;
use crate::lang::Lang;
use crate::participant::VirtualAgentProfile;

/// A menu: what an end user picks, and the human queue behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Its id, unique in the catalogue.
    pub id: MenuId,
    /// Its name.
    pub name: String,
    /// The menu above; `None` at the root. Chats are created in leaves only.
    pub parent: Option<MenuId>,
    /// The languages it serves.
    pub languages: Vec<Lang>,
    /// The virtual agent in front; without one, chats go straight to the queue.
    pub virtual_agent: Option<VirtualAgentProfile>,
    /// The queue that escalations go to; `None` means the menu's own.
    pub escalation_queue: Option<MenuId>,
    /// Whether the queue is within its opening hours now.
    pub open: bool,
    /// How many chats the queue takes, waiting and served together: `None` is unlimited, `Some(0)` always full.
    pub capacity: Option<u32>,
    /// How many agents serve the queue; scripted agents pick up only where there is one.
    pub agents: u32,
    /// How long an agent needs for a chat, in minutes, for estimating waits.
    pub handling_minutes: u32,
    /// What an escalation to this queue offers when it cannot be served. `human_agent` is left out after hours.
    pub deflections: Vec<DeflectionOption>,
}

/// All menus of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    default_lang: Lang,
    menus: BTreeMap<MenuId, Menu>,
    parents: BTreeSet<MenuId>,
}

/// Why menus do not make a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Two menus have one id.
    #[error("menu {0} is defined twice: give each menu its own id")]
    Duplicate(MenuId),
    /// A parent does not exist.
    #[error("the parent of menu {0} does not exist: define it or remove the reference")]
    ParentNotFound(MenuId),
    /// A menu is its own ancestor.
    #[error("menu {0} is its own ancestor: break the cycle")]
    Cycle(MenuId),
    /// An escalation queue does not exist or is not a leaf.
    #[error("the escalation queue of menu {0} is not a leaf of the catalogue: name another")]
    QueueNotFound(MenuId),
}

impl Catalogue {
    /// Checks the menus and builds the tree.
    ///
    /// # Errors
    /// The first fault found, see [`CatalogueError`].
    pub fn new(default_lang: Lang, menus: Vec<Menu>) -> Result<Self, CatalogueError> {
        let mut catalogue = Self {
            default_lang,
            parents: menus.iter().filter_map(|menu| menu.parent).collect(),
            menus: BTreeMap::new(),
        };
        for menu in menus {
            let id = menu.id;
            if catalogue.menus.insert(id, menu).is_some() {
                return Err(CatalogueError::Duplicate(id));
            }
        }
        for menu in catalogue.menus.values() {
            catalogue.check(menu)?;
        }
        Ok(catalogue)
    }

    fn check(&self, menu: &Menu) -> Result<(), CatalogueError> {
        let mut above = menu.parent;
        for _ in 0..=self.menus.len() {
            let Some(parent) = above else {
                return match menu.escalation_queue {
                    Some(queue) if self.leaf(queue).is_none() => {
                        Err(CatalogueError::QueueNotFound(menu.id))
                    }
                    _ => Ok(()),
                };
            };
            let parent = self
                .menus
                .get(&parent)
                .ok_or(CatalogueError::ParentNotFound(menu.id))?;
            above = parent.parent;
        }
        Err(CatalogueError::Cycle(menu.id))
    }

    /// The language of a chat that names none.
    #[must_use]
    pub fn default_lang(&self) -> Lang {
        self.default_lang
    }

    /// Every menu, by id.
    pub fn menus(&self) -> impl Iterator<Item = &Menu> {
        self.menus.values()
    }

    /// A menu, leaf or not.
    #[must_use]
    pub fn menu(&self, id: MenuId) -> Option<&Menu> {
        self.menus.get(&id)
    }

    /// A menu that chats can be in.
    #[must_use]
    pub fn leaf(&self, id: MenuId) -> Option<&Menu> {
        self.menus.get(&id).filter(|_| !self.parents.contains(&id))
    }

    /// The menus from the root down to `id`; empty when it does not exist.
    #[must_use]
    pub fn path(&self, id: MenuId) -> Vec<&Menu> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some(menu) = next.and_then(|id| self.menus.get(&id)) {
            path.push(menu);
            next = menu.parent;
        }
        path.reverse();
        path
    }

    /// The ids from the root down to `id`, joined by `/`.
    #[must_use]
    pub fn materialized_path(&self, id: MenuId) -> String {
        let ids: Vec<String> = self.path(id).iter().map(|m| m.id.to_string()).collect();
        ids.join("/")
    }
}

impl Menu {
    /// The queue that escalations from this menu go to.
    #[must_use]
    pub fn queue(&self) -> MenuId {
        self.escalation_queue.unwrap_or(self.id)
    }

    /// Whether the queue takes no further chat.
    #[must_use]
    pub fn is_full(&self, load: QueueLoad) -> bool {
        self.capacity
            .is_some_and(|capacity| load.waiting.saturating_add(load.serving) >= capacity)
    }

    /// The estimated wait of a chat that would enter the queue now, in minutes: the waiting chats times the handling
    /// time, shared among the agents, rounded up; 0 when nobody waits.
    #[must_use]
    pub fn wait_minutes(&self, load: QueueLoad) -> u32 {
        load.waiting
            .saturating_mul(self.handling_minutes)
            .div_ceil(self.agents.max(1))
    }
}

/// How many chats a queue holds now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueLoad {
    /// Waiting for an agent.
    pub waiting: u32,
    /// With an agent.
    pub serving: u32,
}

/// The load of every queue of a tenant; a queue that is not in it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueLoads(pub BTreeMap<MenuId, QueueLoad>);

impl QueueLoads {
    /// The load of one queue.
    #[must_use]
    pub fn of(&self, queue: MenuId) -> QueueLoad {
        self.0.get(&queue).copied().unwrap_or_default()
    }
}
