//! The chat object: what a caller sees of a chat, as of one instant.

use jiff::Timestamp;

use super::{Chat, ChatStatus};
use crate::end_user::EndUserRef;
use crate::ids::{ChatId, MenuId};
use crate::lang::Lang;
use crate::menu::Catalogue;
use crate::participant::{Agent, VirtualAgent};

/// The chat object of the API, in domain types: answers and events are made from it.
///
/// The two keys it lacks follow from these: `status_text` is [`ChatStatus::text`], `features` is always empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatView {
    /// Its id.
    pub id: ChatId,
    /// Where it stands.
    pub status: ChatStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ended.
    pub ends_at: Option<Timestamp>,
    /// The next instant at which the platform ends it by itself.
    pub timeout_at: Option<Timestamp>,
    /// The agent serving now or, after it left, the last.
    pub agent: Option<Agent>,
    /// The virtual agent serving now or, after it left, the last.
    pub virtual_agent: Option<VirtualAgent>,
    /// Every agent so far.
    pub all_agents: Vec<Agent>,
    /// Every virtual agent so far.
    pub all_virtual_agents: Vec<VirtualAgent>,
    /// The language.
    pub lang: Lang,
    /// From the root to the present menu.
    pub menus: Vec<MenuRef>,
    /// Whose chat it is.
    pub end_user: EndUserRef,
}

/// A menu as a chat object shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuRef {
    /// Its id.
    pub id: MenuId,
    /// Its name.
    pub name: String,
}

impl Chat {
    /// The chat object as of now.
    #[must_use]
    pub fn view(&self, catalogue: &Catalogue) -> ChatView {
        ChatView {
            id: self.id,
            status: self.status(),
            created_at: self.created_at,
            ends_at: self.ends_at(),
            timeout_at: self.timeout_at(),
            agent: self.agent().cloned(),
            virtual_agent: self.virtual_agent().cloned(),
            all_agents: self.agents.clone(),
            all_virtual_agents: self.virtual_agents.clone(),
            lang: self.lang,
            menus: catalogue
                .path(self.menu_id)
                .into_iter()
                .map(|menu| MenuRef {
                    id: menu.id,
                    name: menu.name.clone(),
                })
                .collect(),
            end_user: self.end_user.clone(),
        }
    }
}
