//! What is wrong with menus.

use std::fmt;

use super::{Catalogue, Menu};
use crate::escalation::{DeflectionChannel, DeflectionLink, DeflectionOption};
use crate::hours::HoursFault;
use crate::ids::MenuId;

/// How many characters a name may have.
const NAME_LIMIT: usize = 255;
/// How many characters the URL of a link may have.
const URL_LIMIT: usize = 2_048;
/// How many links a deflection option may have.
const LINK_LIMIT: usize = 20;

/// Why menus do not make a catalogue: every fault, by menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueFaults(pub Vec<CatalogueFault>);

impl fmt::Display for CatalogueFaults {
    /// One line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogueFaults {}

/// One fault of one menu.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("menu {menu}: {fault}")]
pub struct CatalogueFault {
    /// The menu.
    pub menu: MenuId,
    /// What is wrong with it.
    pub fault: MenuFault,
}

/// What can be wrong with a menu.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MenuFault {
    /// Two menus have one id.
    #[error("is defined twice: give each menu its own id")]
    Duplicate,
    /// The name is empty or too long.
    #[error("its name is empty or longer than 255 characters")]
    Name,
    /// The parent does not exist.
    #[error("its parent {0} does not exist: define it or remove the reference")]
    ParentNotFound(MenuId),
    /// It is its own ancestor.
    #[error("is its own ancestor: break the cycle")]
    Cycle,
    /// The escalation queue does not exist or is not a leaf.
    #[error("its escalation queue {0} is not a leaf of the catalogue: name another")]
    QueueNotFound(MenuId),
    /// It serves no language.
    #[error("serves no language: name at least one")]
    NoLanguage,
    /// The opening hours are not well formed.
    #[error("its hours: {0}")]
    Hours(HoursFault),
    /// A duration is out of bounds; its name.
    #[error("its {0} is out of bounds: 1 second to {days} days", days = if *.0 == "dismiss_after" { 7 } else { 30 })]
    Timeout(&'static str),
    /// A channel is offered twice.
    #[error("offers {channel} twice: join the options into one", channel = .0.as_str())]
    ChannelTwice(DeflectionChannel),
    /// An external link leads nowhere, or an option has too many links.
    #[error("its option {channel} has no link, or more than 20", channel = .0.as_str())]
    Links(DeflectionChannel),
    /// A link has no name or no absolute URL.
    #[error(
        "a link of its option {channel} needs a name of 1 to 255 characters and an absolute http, https or mailto URL of at most 2,048",
        channel = .0.as_str()
    )]
    Link(DeflectionChannel),
}

impl MenuFault {
    /// The name of the field of [`Menu`] that is at fault; a duration is named `timeouts`.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Duplicate => "id",
            Self::Name => "name",
            Self::ParentNotFound(_) | Self::Cycle => "parent",
            Self::QueueNotFound(_) => "escalation_queue",
            Self::NoLanguage => "languages",
            Self::Hours(_) => "hours",
            Self::Timeout(_) => "timeouts",
            Self::ChannelTwice(_) | Self::Links(_) | Self::Link(_) => "deflections",
        }
    }
}

impl Catalogue {
    /// Everything that is wrong with a menu of this catalogue, in the order of its fields.
    pub(super) fn faults(&self, menu: &Menu) -> Vec<MenuFault> {
        let mut faults = Vec::new();
        faults.extend((!is_name(&menu.name)).then_some(MenuFault::Name));
        faults.extend(self.parent_fault(menu));
        faults.extend(menu.languages.is_empty().then_some(MenuFault::NoLanguage));
        let queue = menu.escalation_queue;
        let missing = queue.filter(|queue| self.leaf(*queue).is_none());
        faults.extend(missing.map(MenuFault::QueueNotFound));
        faults.extend(menu.hours.faults().into_iter().map(MenuFault::Hours));
        option_faults(&menu.deflections, &mut faults);
        faults.extend(menu.timeouts.out_of_bounds().map(MenuFault::Timeout));
        faults
    }

    fn parent_fault(&self, menu: &Menu) -> Option<MenuFault> {
        if let Some(parent) = menu.parent.filter(|parent| self.menu(*parent).is_none()) {
            return Some(MenuFault::ParentNotFound(parent));
        }
        let mut above = menu.parent;
        // As many steps as there are menus lead out of any tree.
        for _ in self.menus() {
            let parent = above?;
            if parent == menu.id {
                return Some(MenuFault::Cycle);
            }
            above = self.menu(parent)?.parent;
        }
        None
    }
}

fn option_faults(options: &[DeflectionOption], faults: &mut Vec<MenuFault>) {
    for (index, option) in options.iter().enumerate() {
        let DeflectionOption { channel, links } = option;
        let before = &options[..index];
        if before.iter().any(|earlier| earlier.channel == *channel) {
            faults.push(MenuFault::ChannelTwice(*channel));
        }
        let needs_one = *channel == DeflectionChannel::ExternalLink;
        if links.len() > LINK_LIMIT || (needs_one && links.is_empty()) {
            faults.push(MenuFault::Links(*channel));
        }
        let faulty = links.iter().filter(|link| !is_link(link));
        faults.extend(faulty.map(|_| MenuFault::Link(*channel)));
    }
}

fn is_name(name: &str) -> bool {
    (1..=NAME_LIMIT).contains(&name.chars().count())
}

fn is_link(link: &DeflectionLink) -> bool {
    let DeflectionLink { name, url } = link;
    let rest = ["https://", "http://", "mailto:"]
        .iter()
        .find_map(|scheme| url.strip_prefix(scheme));
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control();
    is_name(name)
        && url.chars().count() <= URL_LIMIT
        && rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
}
