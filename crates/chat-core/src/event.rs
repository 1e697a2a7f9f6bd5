//! Events: what a chat tells its tenant's webhook.

use jiff::Timestamp;

use crate::chat::{ChatStatus, ChatView, FailReason};
use crate::crm::CrmRecords;
use crate::escalation::Escalation;
use crate::ids::{AgentId, ChatId, EventId, VirtualAgentId};
use crate::message::Message;
use crate::participant::{Actor, Agent, ParticipantStatus, VirtualAgent};

/// Something that happened, with a snapshot of what is told about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Stable at every delivery attempt.
    pub id: EventId,
    /// Its place among the events of the chat: 1, 2, 3, … without gaps.
    pub seq: u64,
    /// The chat.
    pub chat_id: ChatId,
    /// When it happened. Domain clock.
    pub timestamp: Timestamp,
    /// What happened.
    pub body: EventBody,
}

/// What happened.
///
/// Every change of an escalation's status tells one event, named after the status entered: `escalating` is
/// `escalation_started`; `deflecting` and `deflected` are `escalation_deflected`; `escalated` is `escalation_accepted`;
/// `canceled` is `escalation_canceled`. At an end or a dismissal participants leave first; `chat_ended` is the last event of a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventBody {
    /// `chat_created`
    ChatCreated(Box<ChatView>),
    /// `chat_resumed`: back from dismissal.
    ChatResumed(Box<ChatView>),
    /// `message_received`: any message, the caller's own included.
    MessageReceived {
        /// Who wrote it, as of then.
        sender: EventSender,
        /// The message.
        message: Message,
    },
    /// `participant_joined`
    ParticipantJoined(Participant),
    /// `participant_left`
    ParticipantLeft(Participant),
    /// `chat_ended`
    ChatEnded {
        /// `finished` or `failed`.
        status: ChatStatus,
        /// Why.
        fail_reason: FailReason,
        /// When.
        ends_at: Timestamp,
        /// By whom.
        ended_by: Option<Actor>,
    },
    /// `chat_dismissed`
    ChatDismissed {
        /// `dismissed` or `va_dismissed`.
        status: ChatStatus,
        /// When the chat ends by itself.
        timeout_at: Timestamp,
    },
    /// `escalation_started`
    EscalationStarted(Escalation),
    /// `escalation_accepted`
    EscalationAccepted(Escalation),
    /// `escalation_canceled`
    EscalationCanceled(Escalation),
    /// `escalation_deflected`: other channels are offered, or the choice is recorded.
    EscalationDeflected(Escalation),
}

impl EventBody {
    /// The wire name of the event type.
    #[must_use]
    pub fn event_type(&self) -> &'static str {
        match self {
            Self::ChatCreated(_) => "chat_created",
            Self::ChatResumed(_) => "chat_resumed",
            Self::MessageReceived { .. } => "message_received",
            Self::ParticipantJoined(_) => "participant_joined",
            Self::ParticipantLeft(_) => "participant_left",
            Self::ChatEnded { .. } => "chat_ended",
            Self::ChatDismissed { .. } => "chat_dismissed",
            Self::EscalationStarted(_) => "escalation_started",
            Self::EscalationAccepted(_) => "escalation_accepted",
            Self::EscalationCanceled(_) => "escalation_canceled",
            Self::EscalationDeflected(_) => "escalation_deflected",
        }
    }
}

/// The sender of a message, as of then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSender {
    /// Who.
    pub actor: Actor,
    /// The connection. End users are always connected.
    pub status: ParticipantStatus,
    /// Since when; for end users the creation of the chat.
    pub connected_at: Option<Timestamp>,
}

/// A participant that joined or left, as of then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Participant {
    /// A human agent.
    Agent(Agent),
    /// A virtual agent.
    VirtualAgent(VirtualAgent),
}

impl Participant {
    /// Its identity.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Agent(Agent { profile, .. }) => {
                let id: AgentId = profile.id;
                Actor::Agent(id)
            }
            Self::VirtualAgent(VirtualAgent { profile, .. }) => {
                let id: VirtualAgentId = profile.id;
                Actor::VirtualAgent(id)
            }
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Agent(agent) => &agent.profile.name,
            Self::VirtualAgent(virtual_agent) => &virtual_agent.profile.name,
        }
    }

    /// Its connection.
    #[must_use]
    pub fn status(&self) -> ParticipantStatus {
        match self {
            Self::Agent(agent) => agent.status,
            Self::VirtualAgent(virtual_agent) => virtual_agent.status,
        }
    }

    /// When it (last) connected.
    #[must_use]
    pub fn connected_at(&self) -> Option<Timestamp> {
        match self {
            Self::Agent(agent) => agent.connected_at,
            Self::VirtualAgent(virtual_agent) => virtual_agent.connected_at,
        }
    }
}

/// Renders what the outbox carries into the bytes of a body.
///
/// Called once, when the change is committed: every delivery attempt sends the same bytes.
pub trait EventEncoder: Send + Sync {
    /// The body of a webhook.
    fn encode(&self, event: &Event) -> Vec<u8>;

    /// The body that a tenant's CRM gets after a change of contact, as of [`CrmTicket::updated_at`](crate::CrmTicket::updated_at).
    fn encode_contact(&self, records: &CrmRecords) -> Vec<u8>;
}
