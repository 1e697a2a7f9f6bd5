//! The catalogue as stored.

use chat_core::{Catalogue, Lang, Menu, MenuId, StoreError};
use serde::{Deserialize, Serialize};

use super::escalation::DeflectionOptionRecord;
use super::internal;
use super::named::Named;
use super::participant::VirtualAgentProfileRecord;

/// [`Catalogue`]
#[derive(Serialize, Deserialize)]
pub(crate) struct CatalogueRecord {
    default_lang: Named<Lang>,
    menus: Vec<MenuRecord>,
}

/// [`Menu`]
#[derive(Serialize, Deserialize)]
struct MenuRecord {
    id: i64,
    name: String,
    parent: Option<i64>,
    languages: Vec<Named<Lang>>,
    virtual_agent: Option<VirtualAgentProfileRecord>,
    escalation_queue: Option<i64>,
    open: bool,
    capacity: Option<u32>,
    agents: u32,
    handling_minutes: u32,
    deflections: Vec<DeflectionOptionRecord>,
}

impl From<&Catalogue> for CatalogueRecord {
    fn from(catalogue: &Catalogue) -> Self {
        Self {
            default_lang: Named(catalogue.default_lang()),
            menus: catalogue.menus().map(Into::into).collect(),
        }
    }
}

impl TryFrom<CatalogueRecord> for Catalogue {
    type Error = StoreError;

    fn try_from(record: CatalogueRecord) -> Result<Self, StoreError> {
        let menus = record.menus.into_iter().map(Into::into).collect();
        Self::new(record.default_lang.0, menus).map_err(internal)
    }
}

impl From<&Menu> for MenuRecord {
    fn from(menu: &Menu) -> Self {
        let Menu {
            id,
            name,
            parent,
            languages,
            virtual_agent,
            escalation_queue,
            open,
            capacity,
            agents,
            handling_minutes,
            deflections,
        } = menu;
        Self {
            id: id.0,
            name: name.clone(),
            parent: parent.map(|id| id.0),
            languages: languages.iter().copied().map(Named).collect(),
            virtual_agent: virtual_agent.as_ref().map(Into::into),
            escalation_queue: escalation_queue.map(|id| id.0),
            open: *open,
            capacity: *capacity,
            agents: *agents,
            handling_minutes: *handling_minutes,
            deflections: deflections.iter().map(Into::into).collect(),
        }
    }
}

impl From<MenuRecord> for Menu {
    fn from(record: MenuRecord) -> Self {
        Self {
            id: MenuId(record.id),
            name: record.name,
            parent: record.parent.map(MenuId),
            languages: record.languages.into_iter().map(|lang| lang.0).collect(),
            virtual_agent: record.virtual_agent.map(Into::into),
            escalation_queue: record.escalation_queue.map(MenuId),
            open: record.open,
            capacity: record.capacity,
            agents: record.agents,
            handling_minutes: record.handling_minutes,
            deflections: record.deflections.into_iter().map(Into::into).collect(),
        }
    }
}
