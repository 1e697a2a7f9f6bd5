//! Escalations and deflections: how a virtual agent hands a chat to people, and what happens when nobody can take it.

use jiff::Timestamp;

use crate::ids::{EscalationId, MenuId};

/// One attempt to hand the chat to a human queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Its id.
    pub id: EscalationId,
    /// Where it stands.
    pub status: EscalationStatus,
    /// Why it was asked for.
    pub reason: EscalationReason,
    /// The queue asked for; it may not exist ([`EscalationReason::InvalidQueue`]).
    pub queue: MenuId,
    /// What was offered instead of an agent; kept after the choice.
    pub deflection: Option<Deflection>,
    /// The channel chosen, once there is one.
    pub chosen: Option<DeflectionChannel>,
    /// When it was asked for.
    pub started_at: Timestamp,
}

impl Escalation {
    /// Whether it still waits for an agent or for a choice. A chat has at most one open escalation.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.status {
            EscalationStatus::Escalating | EscalationStatus::Deflecting => true,
            EscalationStatus::Escalated
            | EscalationStatus::Canceled
            | EscalationStatus::Deflected => false,
        }
    }
}

/// Where an escalation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EscalationStatus {
    /// Waits for an agent.
    Escalating,
    /// An agent took the chat.
    Escalated,
    /// The chat ended first, or no choice was made.
    Canceled,
    /// Nobody can take it: other channels are offered, the choice is pending.
    Deflecting,
    /// The choice is recorded.
    Deflected,
}

impl EscalationStatus {
    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Escalating => "escalating",
            Self::Escalated => "escalated",
            Self::Canceled => "canceled",
            Self::Deflecting => "deflecting",
            Self::Deflected => "deflected",
        }
    }
}

/// Why an escalation was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EscalationReason {
    /// Not told.
    #[default]
    Unknown,
    /// The end user asked (a button).
    ByEndUserAsk,
    /// The end user asked in a message.
    ByEndUserMessage,
    /// The virtual agent decided.
    ByVirtualAgent,
    /// The virtual agent's answer was unusable.
    PayloadFailure,
    /// The virtual agent's session could not be resumed.
    CouldNotResume,
    /// A human agent decided.
    ByHumanAgent,
    /// The queue asked for does not exist.
    InvalidQueue,
    /// The chat was dismissed.
    Dismissed,
}

impl EscalationReason {
    /// Every reason, in the order of the documentation's numbers.
    pub const ALL: [Self; 9] = [
        Self::Unknown,
        Self::ByEndUserAsk,
        Self::ByEndUserMessage,
        Self::ByVirtualAgent,
        Self::PayloadFailure,
        Self::CouldNotResume,
        Self::ByHumanAgent,
        Self::InvalidQueue,
        Self::Dismissed,
    ];

    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::ByEndUserAsk => "by_end_user_ask",
            Self::ByEndUserMessage => "by_end_user_message",
            Self::ByVirtualAgent => "by_virtual_agent",
            Self::PayloadFailure => "payload_failure",
            Self::CouldNotResume => "could_not_resume",
            Self::ByHumanAgent => "by_human_agent",
            Self::InvalidQueue => "invalid_queue",
            Self::Dismissed => "dismissed",
        }
    }

    /// Reads a wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// What is offered when an escalation cannot be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deflection {
    /// Why it cannot.
    pub reason: DeflectionReason,
    /// The channels to choose from.
    pub channels: Vec<DeflectionOption>,
}

impl Deflection {
    /// Whether the channel is among those offered.
    #[must_use]
    pub fn offers(&self, channel: DeflectionChannel) -> bool {
        self.channels.iter().any(|option| option.channel == channel)
    }
}

/// Why an escalation cannot be served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeflectionReason {
    /// The queue is closed.
    AfterHours,
    /// The queue is full.
    OverCapacity,
}

impl DeflectionReason {
    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AfterHours => "after_hours",
            Self::OverCapacity => "over_capacity",
        }
    }
}

/// One channel offered, as data of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeflectionOption {
    /// The channel.
    pub channel: DeflectionChannel,
    /// Where it leads.
    pub links: Vec<DeflectionLink>,
}

/// A link to an offered channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeflectionLink {
    /// The text to show.
    pub name: String,
    /// The target, an absolute URL.
    pub url: String,
}

/// A channel that an end user can be deflected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeflectionChannel {
    /// Mail; the chat is then ended by the caller.
    Email,
    /// A web page; the chat is then ended by the caller.
    ExternalLink,
    /// Keep waiting for a human; offered only when the queue is full.
    HumanAgent,
    /// Back to the virtual agent.
    VirtualAgent,
}

impl DeflectionChannel {
    /// Every channel.
    pub const ALL: [Self; 4] = [
        Self::Email,
        Self::ExternalLink,
        Self::HumanAgent,
        Self::VirtualAgent,
    ];

    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::ExternalLink => "external_link",
            Self::HumanAgent => "human_agent",
            Self::VirtualAgent => "virtual_agent",
        }
    }

    /// Reads a wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == name)
    }

    /// Whether the conversation leaves the platform, so that the chat is to be ended afterwards.
    #[must_use]
    pub fn ends_chat(self) -> bool {
        matches!(self, Self::Email | Self::ExternalLink)
    }
}
