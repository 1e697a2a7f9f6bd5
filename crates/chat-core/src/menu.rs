//! Menus, which are also the queues of people: what each is, and how full it is.

mod catalogue;
mod check;
mod edit;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use self::catalogue::Catalogue;
pub use self::check::{CatalogueFault, CatalogueFaults, MenuFault};
pub use self::edit::CatalogueEditError;
use crate::escalation::DeflectionOption;
use crate::hours::OpeningHours;
use crate::ids::MenuId;
use crate::lang::Lang;
use crate::participant::VirtualAgentProfile;
use crate::settings::Timeouts;

/// A menu: what an end user picks, and the human queue behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Its id, unique in the catalogue.
    pub id: MenuId,
    /// Its name, 1 to 255 characters.
    pub name: String,
    /// The menu above; `None` at the root. Chats are created in leaves only.
    pub parent: Option<MenuId>,
    /// The languages it serves; at least one. A chat that names none has the tenant's default, which may be missing here: such a chat
    /// is refused.
    pub languages: Vec<Lang>,
    /// The virtual agent in front, by its id; the rest is a copy of its
    /// [`VirtualAgentDefinition`](crate::VirtualAgentDefinition). Without one, chats go straight to the queue.
    pub virtual_agent: Option<VirtualAgentProfile>,
    /// The queue that escalations go to; `None` means the menu's own.
    pub escalation_queue: Option<MenuId>,
    /// When the queue is open. The virtual agent in front serves at any time.
    pub hours: OpeningHours,
    /// How many chats the queue takes, waiting and served together: `None` is unlimited, `Some(0)` always full.
    pub capacity: Option<u32>,
    /// How many agents serve the queue; scripted agents pick up only where there is one.
    pub agents: u32,
    /// How long an agent needs for a chat, in minutes, for estimating waits.
    pub handling_minutes: u32,
    /// What an escalation to this queue offers when it cannot be served, each channel at most once. `human_agent` is left out after
    /// hours. If nothing is left to offer, the chat waits in a full queue, and ends at a closed one.
    pub deflections: Vec<DeflectionOption>,
    /// The durations that its chats have instead of the tenant's.
    pub timeouts: Timeouts,
}

impl Menu {
    /// A leaf without a parent: people only, always open, without limit, one agent, five minutes a chat, nothing to offer instead.
    #[must_use]
    pub fn new(id: MenuId, name: impl Into<String>, languages: Vec<Lang>) -> Self {
        Self {
            id,
            name: name.into(),
            parent: None,
            languages,
            virtual_agent: None,
            escalation_queue: None,
            hours: OpeningHours::Always,
            capacity: None,
            agents: 1,
            handling_minutes: 5,
            deflections: Vec::new(),
            timeouts: Timeouts::default(),
        }
    }

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
    /// time, shared among the agents, rounded up; 0 when nobody waits. While the queue is closed, the time until it opens comes on top,
    /// as far as it ever does.
    #[must_use]
    pub fn wait_minutes(&self, load: QueueLoad, now: Timestamp) -> u32 {
        let closed = self
            .hours
            .opens_at(now)
            .map_or(SignedDuration::ZERO, |opens| opens.duration_since(now));
        let closed_minutes = (closed.as_secs() + 59).div_euclid(60);
        load.waiting
            .saturating_mul(self.handling_minutes)
            .div_ceil(self.agents.max(1))
            .saturating_add(u32::try_from(closed_minutes).unwrap_or(u32::MAX))
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
