//! The catalogue of a tenant: its tree of menus.

use std::collections::{BTreeMap, BTreeSet};

use super::Menu;
use super::check::{CatalogueFault, CatalogueFaults, MenuFault};
use crate::ids::MenuId;
use crate::lang::Lang;
use crate::settings::Settings;
use crate::virtual_agent::VirtualAgents;

/// All menus of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    default_lang: Lang,
    menus: BTreeMap<MenuId, Menu>,
    parents: BTreeSet<MenuId>,
}

impl Catalogue {
    /// Checks the menus and builds the tree.
    ///
    /// # Errors
    /// Every fault of every menu, see [`CatalogueFaults`].
    pub fn new(default_lang: Lang, menus: Vec<Menu>) -> Result<Self, CatalogueFaults> {
        let parents = menus.iter().filter_map(|menu| menu.parent).collect();
        let mut faults = Vec::new();
        let mut by_id = BTreeMap::new();
        for menu in menus {
            let id = menu.id;
            if by_id.insert(id, menu).is_some() {
                faults.push(CatalogueFault {
                    menu: id,
                    fault: MenuFault::Duplicate,
                });
            }
        }
        let catalogue = Self {
            default_lang,
            menus: by_id,
            parents,
        };
        for menu in catalogue.menus.values() {
            let found = catalogue.faults(menu).into_iter();
            faults.extend(found.map(|fault| CatalogueFault {
                menu: menu.id,
                fault,
            }));
        }
        if faults.is_empty() {
            Ok(catalogue)
        } else {
            Err(CatalogueFaults(faults))
        }
    }

    /// The language of a chat that names none.
    #[must_use]
    pub fn default_lang(&self) -> Lang {
        self.default_lang
    }

    /// With another language for chats that name none.
    #[must_use]
    pub fn with_default_lang(&self, default_lang: Lang) -> Self {
        Self {
            default_lang,
            ..self.clone()
        }
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

    /// A menu that chats can be created in, and whose queue can be entered.
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

    /// The same menus with the virtual agents' profiles as they are defined; one that is not keeps what it has.
    #[must_use]
    pub fn with_profiles(mut self, virtual_agents: &VirtualAgents) -> Self {
        for profile in self
            .menus
            .values_mut()
            .filter_map(|menu| menu.virtual_agent.as_mut())
        {
            if let Some(defined) = virtual_agents.get(&profile.id) {
                profile.clone_from(&defined.profile);
            }
        }
        self
    }

    /// The durations of chats in this menu; the tenant's where it, or the menu, has no others.
    pub(crate) fn settings(&self, id: MenuId, tenant: &Settings) -> Settings {
        match self.menu(id) {
            Some(menu) => menu.timeouts.over(tenant),
            None => tenant.clone(),
        }
    }
}
