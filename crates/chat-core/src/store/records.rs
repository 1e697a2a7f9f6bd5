//! What goes in and out of a store beside the domain's own types.

use std::error::Error;

use jiff::Timestamp;

use crate::chat::Chat;
use crate::error::DomainError;
use crate::ids::{ChatId, EndUserId, EscalationId, MenuId, TenantId};
use crate::message::ChatContext;
use crate::timer::Timer;

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What was addressed does not exist for this tenant.
    #[error("not found")]
    NotFound,
    /// The chat has another version than was asked for.
    #[error("the chat has changed")]
    VersionChanged,
    /// Somebody else has taken what must be unique.
    #[error("taken already")]
    Conflict,
    /// The domain refused.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// Too busy or shutting down; trying again later may help.
    #[error("the store is not available, try again later")]
    Unavailable,
    /// A fault of the database or of the code.
    #[error("the store failed")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

/// A chat to create.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateChat {
    /// A leaf of the catalogue.
    pub menu_id: MenuId,
    /// Whose chat it is.
    pub end_user_id: EndUserId,
    /// The language tag asked for.
    pub lang: Option<String>,
    /// Replaces the end user's mail address when given.
    pub email: Option<String>,
    /// Replaces the end user's telephone number when given.
    pub phone: Option<String>,
    /// Context and history.
    pub context: ChatContext,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The chat afterwards.
    pub chat: Chat,
    /// Whether anything changed.
    pub changed: bool,
    /// The escalation that the command was about.
    pub escalation: Option<EscalationId>,
}

/// Whether a policy took the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredPolicy {
    /// It did.
    Stored,
    /// It has one already.
    AlreadyUsed,
}

/// A timer to act upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueTimer {
    /// Whose chat.
    pub tenant: TenantId,
    /// Which chat.
    pub chat: ChatId,
    /// What is due.
    pub timer: Timer,
}

/// What the background work has to do, as of an instant of the domain clock. Counts above 1,000 are given as 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Timers that are due.
    pub timers_due: u64,
    /// Deliveries that are due or under way.
    pub deliveries_due: u64,
    /// The earliest instant after it at which a timer or a delivery is due.
    pub next_at: Option<Timestamp>,
}

impl Agenda {
    /// Whether everything that was due is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.timers_due == 0 && self.deliveries_due == 0
    }
}
