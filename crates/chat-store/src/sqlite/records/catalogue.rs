//! The catalogue as stored.

use chat_core::{Catalogue, Lang, Menu, MenuId, OpeningHours, StoreError};
use serde::{Deserialize, Serialize};

use super::escalation::DeflectionOptionRecord;
use super::hours::{HoursRecord, TimeoutsRecord};
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
    /// What the first version stored in place of the hours.
    #[serde(default, skip_serializing)]
    open: Option<bool>,
    #[serde(default)]
    hours: Option<HoursRecord>,
    capacity: Option<u32>,
    agents: u32,
    handling_minutes: u32,
    deflections: Vec<DeflectionOptionRecord>,
    #[serde(default)]
    timeouts: TimeoutsRecord,
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
            hours,
            capacity,
            agents,
            handling_minutes,
            deflections,
            timeouts,
        } = menu;
        Self {
            id: id.0,
            name: name.clone(),
            parent: parent.map(|id| id.0),
            languages: languages.iter().copied().map(Named).collect(),
            virtual_agent: virtual_agent.as_ref().map(Into::into),
            escalation_queue: escalation_queue.map(|id| id.0),
            open: None,
            hours: Some(hours.into()),
            capacity: *capacity,
            agents: *agents,
            handling_minutes: *handling_minutes,
            deflections: deflections.iter().map(Into::into).collect(),
            timeouts: timeouts.into(),
        }
    }
}

impl From<MenuRecord> for Menu {
    fn from(record: MenuRecord) -> Self {
        let hours = match (record.hours, record.open) {
            (Some(hours), _) => hours.into(),
            (None, Some(false)) => OpeningHours::Never,
            (None, _) => OpeningHours::Always,
        };
        Self {
            id: MenuId(record.id),
            name: record.name,
            parent: record.parent.map(MenuId),
            languages: record.languages.into_iter().map(|lang| lang.0).collect(),
            virtual_agent: record.virtual_agent.map(Into::into),
            escalation_queue: record.escalation_queue.map(MenuId),
            hours,
            capacity: record.capacity,
            agents: record.agents,
            handling_minutes: record.handling_minutes,
            deflections: record.deflections.into_iter().map(Into::into).collect(),
            timeouts: record.timeouts.into(),
        }
    }
}
