//! The chat object and its parts.

use chat_core as domain;
use chat_types as wire;
use domain::{AgentProfile, ChatView, MenuRef, VirtualAgentProfile};
use http::StatusCode;

use crate::idempotency::Shown;

/// The chat object. `features` is always empty: the platform defines none.
pub(crate) fn chat(view: ChatView) -> wire::Chat {
    let ChatView {
        id,
        status,
        created_at,
        ends_at,
        timeout_at,
        agent: serving,
        virtual_agent: serving_virtual_agent,
        all_agents,
        all_virtual_agents,
        lang,
        menus,
        end_user,
    } = view;
    wire::Chat {
        id: id.0,
        status: status.as_str().into(),
        status_text: status.text().to_owned(),
        features: Vec::new(),
        created_at,
        ends_at,
        timeout_at,
        agent: serving.map(agent),
        virtual_agent: serving_virtual_agent.map(virtual_agent),
        all_agents: all_agents.into_iter().map(agent).collect(),
        all_virtual_agents: all_virtual_agents.into_iter().map(virtual_agent).collect(),
        lang: lang.as_str().to_owned(),
        menus: menus.into_iter().map(menu).collect(),
        end_user: chat_end_user(end_user),
    }
}

/// The chat object with its version, as operations answer it.
pub(crate) fn versioned(chat: &domain::Chat, menus: &domain::Catalogue) -> Shown<wire::Chat> {
    Shown {
        status: StatusCode::OK,
        etag: Some(etag(chat.version)),
        body: self::chat(chat.view(menus)),
    }
}

/// The entity tag of a version (RFC 9110, section 8.8.3): strong.
pub(crate) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

fn agent(agent: domain::Agent) -> wire::Agent {
    let domain::Agent {
        profile:
            AgentProfile {
                id,
                name,
                first_name,
                avatar_url,
            },
        status,
        connected_at: _,
    } = agent;
    wire::Agent {
        id: id.0,
        name,
        first_name,
        avatar_url,
        status: status.as_str().into(),
    }
}

fn virtual_agent(agent: domain::VirtualAgent) -> wire::VirtualAgent {
    let domain::VirtualAgent {
        profile:
            VirtualAgentProfile {
                id,
                name,
                avatar_url,
            },
        status,
        connected_at: _,
    } = agent;
    wire::VirtualAgent {
        id: id.0,
        name,
        avatar_url,
        status: status.as_str().into(),
    }
}

fn menu(menu: MenuRef) -> wire::ChatMenu {
    let MenuRef { id, name } = menu;
    wire::ChatMenu { id: id.0, name }
}

fn chat_end_user(end_user: domain::EndUserRef) -> wire::ChatEndUser {
    let domain::EndUserRef { id, identifier } = end_user;
    wire::ChatEndUser {
        id: id.0,
        identifier,
    }
}

/// An end user. The contact is written only: no answer shows it.
pub(crate) fn end_user(end_user: domain::EndUser) -> wire::EndUser {
    let domain::EndUser {
        id,
        identifier,
        name: _,
        email: _,
        phone: _,
    } = end_user;
    wire::EndUser {
        id: id.0,
        identifier,
    }
}

/// An escalation, as its operations answer it.
pub(crate) fn escalation(
    chat: domain::ChatId,
    escalation: &domain::Escalation,
) -> wire::Escalation {
    wire::Escalation {
        id: escalation.id.0,
        chat_id: chat.0,
        status: escalation.status.as_str().into(),
    }
}

/// The customer flags.
pub(crate) fn flags(flags: domain::CustomerFlags) -> wire::CustomerFlags {
    let domain::CustomerFlags {
        verified_customer,
        bad_actor,
        repeat_customer,
    } = flags;
    wire::CustomerFlags {
        verified_customer,
        bad_actor,
        repeat_customer,
    }
}
