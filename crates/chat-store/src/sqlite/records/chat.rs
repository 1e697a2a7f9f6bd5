//! The chat as stored: everything but its id, which is a column, and what is kept in other tables.

use chat_core::{
    AgentId, Chat, ChatId, CustomerFlags, DismissedFrom, EndUserChange, EndUserId, EndUserProfile,
    EndUserRef, Ending, FailReason, Lang, MenuId, MessageSeq, Serving, State, StoreError,
    VirtualAgentId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::escalation::EscalationRecord;
use super::named::Named;
use super::participant::{ActorRecord, AgentRecord, VirtualAgentRecord};

/// [`Chat`]
#[derive(Serialize, Deserialize)]
pub(crate) struct ChatRecord {
    menu: i64,
    lang: Named<Lang>,
    end_user: (i64, String),
    end_users: Vec<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_user_change: Option<EndUserChangeRecord>,
    state: StateRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    virtual_agents: Vec<VirtualAgentRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    virtual_agent: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    agents: Vec<AgentRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    escalations: Vec<EscalationRecord>,
    flags: FlagsRecord,
    created_at: Timestamp,
    updated_at: Timestamp,
    seq: i64,
    end_user_seq: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active_since: Option<Timestamp>,
    events: u64,
    /// Absent in chats that did not change since versions are counted.
    #[serde(default)]
    version: u64,
}

impl From<&Chat> for ChatRecord {
    fn from(chat: &Chat) -> Self {
        let Chat {
            id: _, // a column
            menu_id,
            lang,
            end_user:
                EndUserRef {
                    id: end_user_id,
                    identifier,
                },
            end_user_ids,
            last_end_user_change,
            state,
            virtual_agents,
            virtual_agent_id,
            agents,
            agent_id,
            escalations,
            flags,
            created_at,
            updated_at,
            last_seq,
            last_end_user_seq,
            end_user_active_since,
            event_count,
            version,
        } = chat;
        Self {
            menu: menu_id.0,
            lang: Named(*lang),
            end_user: (end_user_id.0, identifier.clone()),
            end_users: end_user_ids.iter().map(|id| id.0).collect(),
            end_user_change: last_end_user_change.as_ref().map(Into::into),
            state: state.into(),
            virtual_agents: virtual_agents.iter().map(Into::into).collect(),
            virtual_agent: virtual_agent_id.map(|id| id.0),
            agents: agents.iter().map(Into::into).collect(),
            agent: agent_id.map(|id| id.0),
            escalations: escalations.iter().map(Into::into).collect(),
            flags: (*flags).into(),
            created_at: *created_at,
            updated_at: *updated_at,
            seq: last_seq.0,
            end_user_seq: last_end_user_seq.0,
            active_since: *end_user_active_since,
            events: *event_count,
            version: *version,
        }
    }
}

impl ChatRecord {
    /// The chat with this id.
    pub(crate) fn into_chat(self, id: ChatId) -> Result<Chat, StoreError> {
        Ok(Chat {
            id,
            menu_id: MenuId(self.menu),
            lang: self.lang.0,
            end_user: EndUserRef {
                id: EndUserId(self.end_user.0),
                identifier: self.end_user.1,
            },
            end_user_ids: self.end_users.into_iter().map(EndUserId).collect(),
            last_end_user_change: self.end_user_change.map(Into::into),
            state: self.state.into_state()?,
            virtual_agents: self.virtual_agents.into_iter().map(Into::into).collect(),
            virtual_agent_id: self.virtual_agent.map(VirtualAgentId),
            agents: self.agents.into_iter().map(Into::into).collect(),
            agent_id: self.agent.map(AgentId),
            escalations: self.escalations.into_iter().map(Into::into).collect(),
            flags: self.flags.into(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            last_seq: MessageSeq(self.seq),
            last_end_user_seq: MessageSeq(self.end_user_seq),
            end_user_active_since: self.active_since,
            event_count: self.events,
            version: self.version,
        })
    }
}

/// [`State`]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateRecord {
    Connecting {
        since: Timestamp,
        expires_at: Timestamp,
    },
    VirtualAgent(ServingRecord),
    Waiting {
        queue: i64,
        since: Timestamp,
        expires_at: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pickup_at: Option<Timestamp>,
    },
    Agent(ServingRecord),
    Dismissed {
        from: Named<DismissedFrom>,
        times_out_at: Timestamp,
    },
    Ended {
        failed: bool,
        reason: Named<FailReason>,
        at: Timestamp,
        by: Option<ActorRecord>,
    },
}

impl From<&State> for StateRecord {
    fn from(state: &State) -> Self {
        match *state {
            State::Connecting { since, expires_at } => Self::Connecting { since, expires_at },
            State::VirtualAgent(serving) => Self::VirtualAgent(serving.into()),
            State::Waiting {
                queue,
                since,
                expires_at,
                pickup_at,
            } => Self::Waiting {
                queue: queue.0,
                since,
                expires_at,
                pickup_at,
            },
            State::Agent(serving) => Self::Agent(serving.into()),
            State::Dismissed { from, times_out_at } => Self::Dismissed {
                from: Named(from),
                times_out_at,
            },
            State::Ended(Ending {
                failed,
                reason,
                at,
                by,
            }) => Self::Ended {
                failed,
                reason: Named(reason),
                at,
                by: by.map(Into::into),
            },
        }
    }
}

impl StateRecord {
    fn into_state(self) -> Result<State, StoreError> {
        Ok(match self {
            Self::Connecting { since, expires_at } => State::Connecting { since, expires_at },
            Self::VirtualAgent(serving) => State::VirtualAgent(serving.into()),
            Self::Waiting {
                queue,
                since,
                expires_at,
                pickup_at,
            } => State::Waiting {
                queue: MenuId(queue),
                since,
                expires_at,
                pickup_at,
            },
            Self::Agent(serving) => State::Agent(serving.into()),
            Self::Dismissed { from, times_out_at } => State::Dismissed {
                from: from.0,
                times_out_at,
            },
            Self::Ended {
                failed,
                reason,
                at,
                by,
            } => {
                let by = by.map(TryInto::try_into).transpose()?;
                State::Ended(Ending {
                    failed,
                    reason: reason.0,
                    at,
                    by,
                })
            }
        })
    }
}

/// [`Serving`]
#[derive(Serialize, Deserialize)]
struct ServingRecord {
    times_out_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dismiss_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_message_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    turn_at: Option<Timestamp>,
}

impl From<Serving> for ServingRecord {
    fn from(serving: Serving) -> Self {
        let Serving {
            times_out_at,
            dismiss_at,
            last_message_at,
            answered,
            turn_at,
        } = serving;
        Self {
            times_out_at,
            dismiss_at,
            last_message_at,
            answered: answered.map(|seq| seq.0),
            turn_at,
        }
    }
}

impl From<ServingRecord> for Serving {
    fn from(record: ServingRecord) -> Self {
        let ServingRecord {
            times_out_at,
            dismiss_at,
            last_message_at,
            answered,
            turn_at,
        } = record;
        Self {
            times_out_at,
            dismiss_at,
            last_message_at,
            answered: answered.map(MessageSeq),
            turn_at,
        }
    }
}

/// [`EndUserChange`]
#[derive(Serialize, Deserialize)]
struct EndUserChangeRecord {
    identifier: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    requested_at: Timestamp,
}

impl From<&EndUserChange> for EndUserChangeRecord {
    fn from(change: &EndUserChange) -> Self {
        let EndUserChange {
            profile,
            requested_at,
        } = change;
        let EndUserProfile {
            identifier,
            name,
            email,
            phone,
        } = profile.clone();
        Self {
            identifier,
            name,
            email,
            phone,
            requested_at: *requested_at,
        }
    }
}

impl From<EndUserChangeRecord> for EndUserChange {
    fn from(record: EndUserChangeRecord) -> Self {
        let EndUserChangeRecord {
            identifier,
            name,
            email,
            phone,
            requested_at,
        } = record;
        Self {
            profile: EndUserProfile {
                identifier,
                name,
                email,
                phone,
            },
            requested_at,
        }
    }
}

/// [`CustomerFlags`]
#[derive(Serialize, Deserialize)]
struct FlagsRecord {
    verified: bool,
    bad_actor: bool,
    repeat: bool,
}

impl From<CustomerFlags> for FlagsRecord {
    fn from(flags: CustomerFlags) -> Self {
        let CustomerFlags {
            verified_customer,
            bad_actor,
            repeat_customer,
        } = flags;
        Self {
            verified: verified_customer,
            bad_actor,
            repeat: repeat_customer,
        }
    }
}

impl From<FlagsRecord> for CustomerFlags {
    fn from(record: FlagsRecord) -> Self {
        Self {
            verified_customer: record.verified,
            bad_actor: record.bad_actor,
            repeat_customer: record.repeat,
        }
    }
}
