//! Menus.

use std::collections::HashMap;

use chat_core::{
    Catalogue, CatalogueEditError, CatalogueFaults, DeflectionChannel, DeflectionLink,
    DeflectionOption, Lang, Menu, MenuId, Timeouts, VirtualAgentId, VirtualAgentProfile,
    VirtualAgents,
};
use desk_types as wire;
use jiff::SignedDuration;

use super::hours;
use crate::desk::error::Refusal;

/// JSON pointers and what is wrong there.
pub(super) type Faults = Vec<(String, String)>;

/// All menus.
pub(in crate::desk) fn catalogue(catalogue: &Catalogue) -> wire::MenuCatalogue {
    wire::MenuCatalogue {
        default_lang: catalogue.default_lang().as_str().to_owned(),
        menus: catalogue.menus().map(menu).collect(),
    }
}

/// The menus of a tenant that was never given any.
pub(in crate::desk) fn no_menus() -> wire::MenuCatalogue {
    wire::MenuCatalogue {
        default_lang: Lang::En.as_str().to_owned(),
        menus: Vec::new(),
    }
}

/// One menu.
pub(in crate::desk) fn menu(menu: &Menu) -> wire::Menu {
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
    wire::Menu {
        id: id.0,
        name: name.clone(),
        parent_id: Some(parent.map(|id| id.0)),
        languages: languages
            .iter()
            .map(|lang| lang.as_str().to_owned())
            .collect(),
        virtual_agent_id: Some(virtual_agent.as_ref().map(|it| it.id.0)),
        escalation_queue_id: Some(escalation_queue.map(|id| id.0)),
        hours: self::hours::hours(hours),
        capacity: Some(capacity.map(i64::from)),
        agents: Some(i64::from(*agents)),
        handling_minutes: Some(i64::from(*handling_minutes)),
        deflections: Some(deflections.iter().map(option).collect()),
        timeouts: Some(self::timeouts(timeouts)),
    }
}

fn option(option: &DeflectionOption) -> wire::DeflectionOption {
    let DeflectionOption { channel, links } = option;
    let link = |DeflectionLink { name, url }: &DeflectionLink| wire::DeflectionLink {
        name: name.clone(),
        url: url.clone(),
    };
    wire::DeflectionOption {
        channel: channel.as_str().into(),
        links: Some(links.iter().map(link).collect()),
    }
}

fn timeouts(timeouts: &Timeouts) -> wire::MenuTimeouts {
    let Timeouts {
        dismiss_after,
        chat_timeout,
        queue_expiry,
    } = timeouts;
    wire::MenuTimeouts {
        dismiss_after_seconds: dismiss_after.map(|it| it.as_secs()),
        chat_timeout_seconds: chat_timeout.map(|it| it.as_secs()),
        queue_expiry_seconds: queue_expiry.map(|it| it.as_secs()),
    }
}

/// Reads all menus; every fault is told, with its place.
pub(in crate::desk) fn read_catalogue(
    body: wire::MenuCatalogue,
    virtual_agents: &VirtualAgents,
) -> Result<Catalogue, Refusal> {
    let wire::MenuCatalogue {
        default_lang,
        menus,
    } = body;
    let mut faults = Faults::new();
    let lang = read_lang("/default_lang", &default_lang, &mut faults);
    let mut read = Vec::with_capacity(menus.len());
    let mut places = HashMap::new();
    for (index, menu) in menus.into_iter().enumerate() {
        places
            .entry(MenuId(menu.id))
            .or_insert(format!("/menus/{index}"));
        match read_menu(&format!("/menus/{index}"), menu, virtual_agents) {
            Ok(menu) => read.push(menu),
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    if !faults.is_empty() {
        return Err(Refusal::Invalid(faults));
    }
    let lang = lang.unwrap_or(Lang::En);
    Catalogue::new(lang, read).map_err(|faults| {
        let place = |menu: MenuId| places.get(&menu).cloned().unwrap_or_default();
        Refusal::Invalid(told(&faults, place))
    })
}

/// Reads one menu that stands at `place`.
pub(in crate::desk) fn read_menu(
    place: &str,
    menu: wire::Menu,
    virtual_agents: &VirtualAgents,
) -> Result<Menu, Faults> {
    let (agents, handling_minutes) = (menu.agents_or_default(), menu.handling_minutes_or_default());
    let mut faults = Faults::new();
    let wire::Menu {
        id,
        name,
        parent_id,
        languages,
        virtual_agent_id,
        escalation_queue_id,
        hours,
        capacity,
        agents: _,
        handling_minutes: _,
        deflections,
        timeouts,
    } = menu;
    let languages = languages
        .iter()
        .enumerate()
        .filter_map(|(index, tag)| {
            read_lang(&format!("{place}/languages/{index}"), tag, &mut faults)
        })
        .collect();
    let virtual_agent = virtual_agent_id.flatten().and_then(|id| {
        let place = format!("{place}/virtual_agent_id");
        read_virtual_agent(place, VirtualAgentId(id), virtual_agents, &mut faults)
    });
    let hours = hours::read(&format!("{place}/hours"), hours, &mut faults);
    let deflections = deflections
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, option)| {
            read_option(&format!("{place}/deflections/{index}"), option, &mut faults)
        })
        .collect();
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let menu = Menu {
        id: MenuId(id),
        name,
        parent: parent_id.flatten().map(MenuId),
        languages,
        virtual_agent,
        escalation_queue: escalation_queue_id.flatten().map(MenuId),
        hours,
        capacity: capacity.flatten().map(count),
        agents: count(agents),
        handling_minutes: count(handling_minutes),
        deflections,
        timeouts: timeouts.map(read_timeouts).unwrap_or_default(),
    };
    if faults.is_empty() {
        Ok(menu)
    } else {
        Err(faults)
    }
}

fn read_lang(place: &str, tag: &str, faults: &mut Faults) -> Option<Lang> {
    let lang = Lang::parse(tag);
    if lang.is_none() {
        faults.push((place.to_owned(), format!("Language '{tag}' is not found")));
    }
    lang
}

fn read_virtual_agent(
    place: String,
    id: VirtualAgentId,
    virtual_agents: &VirtualAgents,
    faults: &mut Faults,
) -> Option<VirtualAgentProfile> {
    let known = virtual_agents.get(&id).map(|it| it.profile.clone());
    if known.is_none() {
        faults.push((
            place,
            format!("virtual agent {id} is not found, create it first"),
        ));
    }
    known
}

fn read_option(
    place: &str,
    option: wire::DeflectionOption,
    faults: &mut Faults,
) -> Option<DeflectionOption> {
    let wire::DeflectionOption { channel, links } = option;
    let read = DeflectionChannel::parse(channel.as_str());
    if read.is_none() {
        let message = "the channel is none of email, external_link, human_agent, virtual_agent";
        faults.push((format!("{place}/channel"), message.to_owned()));
    }
    let link = |wire::DeflectionLink { name, url }| DeflectionLink { name, url };
    Some(DeflectionOption {
        channel: read?,
        links: links.into_iter().flatten().map(link).collect(),
    })
}

fn read_timeouts(timeouts: wire::MenuTimeouts) -> Timeouts {
    let wire::MenuTimeouts {
        dismiss_after_seconds,
        chat_timeout_seconds,
        queue_expiry_seconds,
    } = timeouts;
    let duration = |seconds: Option<i64>| seconds.map(SignedDuration::from_secs);
    Timeouts {
        dismiss_after: duration(dismiss_after_seconds),
        chat_timeout: duration(chat_timeout_seconds),
        queue_expiry: duration(queue_expiry_seconds),
    }
}

/// Why a change of one menu, which stands at `place`, is refused.
pub(in crate::desk) fn menu_refused(
    place: &str,
    menu: MenuId,
    error: CatalogueEditError,
) -> Refusal {
    match error {
        CatalogueEditError::NotFound(_) => Refusal::NotFound(error.to_string()),
        CatalogueEditError::Faults(faults) => Refusal::Invalid(told(&faults, |of| {
            // A fault of another menu lies in what this one was changed to.
            if of == menu {
                place.to_owned()
            } else {
                String::new()
            }
        })),
        CatalogueEditError::Exists(_)
        | CatalogueEditError::HasChildren { .. }
        | CatalogueEditError::IsQueue { .. } => Refusal::Conflict(error.to_string()),
    }
}

fn told(faults: &CatalogueFaults, place: impl Fn(MenuId) -> String) -> Faults {
    let fault = |fault: &chat_core::CatalogueFault| {
        let field = match fault.fault.field() {
            "parent" => "parent_id",
            "escalation_queue" => "escalation_queue_id",
            field => field,
        };
        let place = place(fault.menu);
        let pointer = if place.is_empty() && field == "id" {
            "/id".to_owned()
        } else {
            format!("{place}/{field}")
        };
        (pointer, fault.to_string())
    };
    faults.0.iter().map(fault).collect()
}
