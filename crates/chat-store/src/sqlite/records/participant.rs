//! Virtual agents, human agents and actors as stored.

use chat_core::{
    Actor, Agent, AgentId, AgentProfile, EndUserId, ParticipantStatus, StoreError, VirtualAgent,
    VirtualAgentId, VirtualAgentProfile,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::internal;
use super::named::Named;

/// [`Agent`]
#[derive(Serialize, Deserialize)]
pub(crate) struct AgentRecord {
    id: i64,
    name: String,
    first_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
    status: Named<ParticipantStatus>,
    connected_at: Option<Timestamp>,
}

impl From<&Agent> for AgentRecord {
    fn from(agent: &Agent) -> Self {
        let Agent {
            profile,
            status,
            connected_at,
        } = agent;
        let AgentProfile {
            id,
            name,
            first_name,
            avatar_url,
        } = profile;
        Self {
            id: id.0,
            name: name.clone(),
            first_name: first_name.clone(),
            avatar_url: avatar_url.clone(),
            status: Named(*status),
            connected_at: *connected_at,
        }
    }
}

impl From<AgentRecord> for Agent {
    fn from(record: AgentRecord) -> Self {
        Self {
            profile: AgentProfile {
                id: AgentId(record.id),
                name: record.name,
                first_name: record.first_name,
                avatar_url: record.avatar_url,
            },
            status: record.status.0,
            connected_at: record.connected_at,
        }
    }
}

/// [`VirtualAgentProfile`]
#[derive(Serialize, Deserialize)]
pub(crate) struct VirtualAgentProfileRecord {
    id: i64,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
}

impl From<&VirtualAgentProfile> for VirtualAgentProfileRecord {
    fn from(profile: &VirtualAgentProfile) -> Self {
        let VirtualAgentProfile {
            id,
            name,
            avatar_url,
        } = profile;
        Self {
            id: id.0,
            name: name.clone(),
            avatar_url: avatar_url.clone(),
        }
    }
}

impl From<VirtualAgentProfileRecord> for VirtualAgentProfile {
    fn from(record: VirtualAgentProfileRecord) -> Self {
        Self {
            id: VirtualAgentId(record.id),
            name: record.name,
            avatar_url: record.avatar_url,
        }
    }
}

/// [`VirtualAgent`]
#[derive(Serialize, Deserialize)]
pub(crate) struct VirtualAgentRecord {
    profile: VirtualAgentProfileRecord,
    status: Named<ParticipantStatus>,
    connected_at: Option<Timestamp>,
}

impl From<&VirtualAgent> for VirtualAgentRecord {
    fn from(virtual_agent: &VirtualAgent) -> Self {
        let VirtualAgent {
            profile,
            status,
            connected_at,
        } = virtual_agent;
        Self {
            profile: profile.into(),
            status: Named(*status),
            connected_at: *connected_at,
        }
    }
}

impl From<VirtualAgentRecord> for VirtualAgent {
    fn from(record: VirtualAgentRecord) -> Self {
        Self {
            profile: record.profile.into(),
            status: record.status.0,
            connected_at: record.connected_at,
        }
    }
}

/// [`Actor`]: kind and id, side by side.
#[derive(Serialize, Deserialize)]
pub(crate) struct ActorRecord(String, i64);

impl From<Actor> for ActorRecord {
    fn from(actor: Actor) -> Self {
        Self(actor.kind().to_owned(), actor.id())
    }
}

impl TryFrom<ActorRecord> for Actor {
    type Error = StoreError;

    fn try_from(record: ActorRecord) -> Result<Self, StoreError> {
        actor(&record.0, record.1)
    }
}

/// The actor of two columns, see [`Actor::kind`] and [`Actor::id`].
pub(crate) fn actor(kind: &str, id: i64) -> Result<Actor, StoreError> {
    let all = [
        Actor::EndUser(EndUserId(id)),
        Actor::VirtualAgent(VirtualAgentId(id)),
        Actor::Agent(AgentId(id)),
    ];
    all.into_iter()
        .find(|actor| actor.kind() == kind)
        .ok_or_else(|| internal(format!("`{kind}` is no kind of actor")))
}
