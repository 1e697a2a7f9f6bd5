//! A new chat.

use super::draft::Draft;
use super::{Changes, Env};
use crate::chat::{Chat, State};
use crate::command::OpenChat;
use crate::error::DomainError;
use crate::event::EventBody;
use crate::flags::CustomerFlags;
use crate::ids::{ChatId, MessageSeq};
use crate::lang::Lang;
use crate::menu::Menu;

/// Tells what creating a chat makes: with the virtual agent of its menu, or else in the menu's queue.
///
/// A full queue is no obstacle: the chat waits, and may expire.
///
/// # Errors
/// [`DomainError::MenuNotFound`], [`DomainError::LanguageNotFound`], [`DomainError::LanguageNotAvailable`], and
/// [`DomainError::AfterHours`] where no virtual agent is in front of a closed queue.
pub fn open_chat(id: ChatId, open: OpenChat, env: &Env<'_>) -> Result<Changes, DomainError> {
    let menu = env
        .menus
        .leaf(open.menu_id)
        .ok_or(DomainError::MenuNotFound(open.menu_id))?;
    let lang = language(open.lang.as_deref(), menu, env.menus.default_lang())?;
    if menu.virtual_agent.is_none() && !menu.hours.is_open(env.now) {
        return Err(DomainError::AfterHours);
    }
    let chat = Chat {
        id,
        menu_id: menu.id,
        lang,
        end_user_ids: vec![open.end_user.id],
        end_user: open.end_user,
        last_end_user_change: None,
        state: State::Connecting {
            since: env.now,
            expires_at: env.now,
        },
        virtual_agents: Vec::new(),
        virtual_agent_id: None,
        agents: Vec::new(),
        agent_id: None,
        escalations: Vec::new(),
        flags: CustomerFlags::default(),
        created_at: env.now,
        updated_at: env.now,
        last_seq: MessageSeq::NONE,
        last_end_user_seq: MessageSeq::NONE,
        end_user_active_since: None,
        event_count: 0,
        version: 0,
    };
    let mut draft = Draft::new(&chat, env);
    if menu.virtual_agent.is_some() {
        draft.await_virtual_agent();
    } else {
        draft.enter_queue(menu.id);
    }
    let view = draft.chat.view(env.menus);
    draft.tell(EventBody::ChatCreated(Box::new(view)));
    Ok(draft.into_changes(&chat))
}

fn language(tag: Option<&str>, menu: &Menu, default: Lang) -> Result<Lang, DomainError> {
    let lang = match tag {
        Some(tag) => {
            Lang::parse(tag).ok_or_else(|| DomainError::LanguageNotFound(tag.to_owned()))?
        }
        None => default,
    };
    if !menu.languages.contains(&lang) {
        let asked = tag.unwrap_or(lang.as_str());
        return Err(DomainError::LanguageNotAvailable(asked.to_owned()));
    }
    Ok(lang)
}
