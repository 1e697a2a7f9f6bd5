//! Changes of a catalogue, one menu at a time: each gives a new catalogue, checked as a whole.

use super::check::CatalogueFaults;
use super::{Catalogue, Menu, QueueLoad, QueueLoads};
use crate::error::DomainError;
use crate::ids::MenuId;

/// Why a catalogue was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueEditError {
    /// The menu does not exist.
    #[error("menu {0} is not found")]
    NotFound(MenuId),
    /// There is a menu with this id already.
    #[error("menu {0} exists already: replace it, or take another id")]
    Exists(MenuId),
    /// There are menus below it.
    #[error("menu {menu} has menus below it, as {child}: move or remove them first")]
    HasChildren {
        /// The menu.
        menu: MenuId,
        /// One of those below.
        child: MenuId,
    },
    /// Another menu escalates to it.
    #[error("menu {menu} is the escalation queue of menu {of}: name another queue there first")]
    IsQueue {
        /// The menu.
        menu: MenuId,
        /// One of those that escalate to it.
        of: MenuId,
    },
    /// The catalogue would not be sound.
    #[error(transparent)]
    Faults(#[from] CatalogueFaults),
}

impl Catalogue {
    /// With one menu more.
    ///
    /// # Errors
    /// [`CatalogueEditError::Exists`], [`CatalogueEditError::Faults`].
    pub fn with_added(&self, menu: Menu) -> Result<Self, CatalogueEditError> {
        if self.menu(menu.id).is_some() {
            return Err(CatalogueEditError::Exists(menu.id));
        }
        let menus = self.menus().cloned().chain([menu]).collect();
        Ok(Self::new(self.default_lang(), menus)?)
    }

    /// With another menu in the place of the one with its id.
    ///
    /// Chats in it go on with what it is from then on, see the crate's page.
    ///
    /// # Errors
    /// [`CatalogueEditError::NotFound`], [`CatalogueEditError::Faults`].
    pub fn with_replaced(&self, menu: Menu) -> Result<Self, CatalogueEditError> {
        let id = menu.id;
        self.menu(id).ok_or(CatalogueEditError::NotFound(id))?;
        let others = self.menus().filter(|it| it.id != id).cloned();
        let menus = others.chain([menu]).collect();
        Ok(Self::new(self.default_lang(), menus)?)
    }

    /// Without a menu.
    ///
    /// # Errors
    /// [`CatalogueEditError::NotFound`], [`CatalogueEditError::HasChildren`], [`CatalogueEditError::IsQueue`].
    pub fn without(&self, menu: MenuId) -> Result<Self, CatalogueEditError> {
        self.menu(menu).ok_or(CatalogueEditError::NotFound(menu))?;
        if let Some(child) = self.menus().find(|it| it.parent == Some(menu)) {
            let child = child.id;
            return Err(CatalogueEditError::HasChildren { menu, child });
        }
        let others = || self.menus().filter(|it| it.id != menu);
        if let Some(of) = others().find(|it| it.escalation_queue == Some(menu)) {
            return Err(CatalogueEditError::IsQueue { menu, of: of.id });
        }
        Ok(Self::new(self.default_lang(), others().cloned().collect())?)
    }

    /// Refuses a change by which the queue of waiting or served chats would be gone, or no leaf any more; `loads` as of the same
    /// transaction.
    ///
    /// Chats with the virtual agent of a menu, and dismissed ones, do not hold it.
    ///
    /// # Errors
    /// [`DomainError::QueueHoldsChats`]
    pub fn check_loads(&self, loads: &QueueLoads) -> Result<(), DomainError> {
        let holds_chats = |load: &QueueLoad| load.waiting > 0 || load.serving > 0;
        let gone = loads
            .0
            .iter()
            .find(|(queue, load)| holds_chats(load) && self.leaf(**queue).is_none());
        match gone {
            Some((queue, _)) => Err(DomainError::QueueHoldsChats(*queue)),
            None => Ok(()),
        }
    }
}
