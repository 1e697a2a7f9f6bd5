//! Who takes part in a chat: virtual agents and human agents, and the end user as a sender.

use jiff::Timestamp;

use crate::ids::{AgentId, EndUserId, VirtualAgentId};

/// The connection of a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParticipantStatus {
    /// Expected, not connected yet: a virtual agent on its way back to a chat that has returned.
    Waiting,
    /// Takes part now.
    Connected,
    /// Has left.
    Finished,
}

impl ParticipantStatus {
    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connected => "connected",
            Self::Finished => "finished",
        }
    }
}

/// A human agent, as a directory knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentProfile {
    /// The agent's id.
    pub id: AgentId,
    /// Full name.
    pub name: String,
    /// The name shown to end users.
    pub first_name: String,
    /// Picture, an absolute URL.
    pub avatar_url: Option<String>,
}

/// A virtual agent, as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualAgentProfile {
    /// The virtual agent's id.
    pub id: VirtualAgentId,
    /// The name shown to end users.
    pub name: String,
    /// Picture, an absolute URL.
    pub avatar_url: Option<String>,
}

/// A human agent in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Who it is.
    pub profile: AgentProfile,
    /// Whether it is there now.
    pub status: ParticipantStatus,
    /// When it (last) connected.
    pub connected_at: Option<Timestamp>,
}

/// A virtual agent in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualAgent {
    /// Who it is.
    pub profile: VirtualAgentProfile,
    /// Whether it is there now.
    pub status: ParticipantStatus,
    /// When it (last) connected.
    pub connected_at: Option<Timestamp>,
}

/// The identity of anyone who writes in, or ends, a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The person chatting.
    EndUser(EndUserId),
    /// A virtual agent.
    VirtualAgent(VirtualAgentId),
    /// A human agent.
    Agent(AgentId),
}

impl Actor {
    /// The wire name of the kind.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::EndUser(_) => "end_user",
            Self::VirtualAgent(_) => "virtual_agent",
            Self::Agent(_) => "agent",
        }
    }

    /// The number behind the kind.
    #[must_use]
    pub fn id(self) -> i64 {
        match self {
            Self::EndUser(id) => id.0,
            Self::VirtualAgent(id) => id.0,
            Self::Agent(id) => id.0,
        }
    }
}
