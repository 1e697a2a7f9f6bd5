//! The chat: its state, and everything that follows from it.

mod status;
mod view;

use jiff::Timestamp;

pub use self::status::{ChatStatus, FailReason};
pub use self::view::{ChatView, MenuRef};
use crate::end_user::{EndUserProfile, EndUserRef};
use crate::escalation::{Escalation, EscalationStatus};
use crate::flags::CustomerFlags;
use crate::ids::{AgentId, ChatId, EndUserId, EscalationId, MenuId, MessageSeq, VirtualAgentId};
use crate::lang::Lang;
use crate::participant::{Actor, Agent, VirtualAgent};
use crate::timer::{Timer, TimerKind};

/// A chat. Changed only by [`decide`](crate::decide()).
///
/// Messages, media, custom data, context and transcript are kept beside it, so that a message does not rewrite them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Its id.
    pub id: ChatId,
    /// The menu it is in now: changes when an agent of another queue takes it.
    pub menu_id: MenuId,
    /// The language.
    pub lang: Lang,
    /// Whose chat it is now.
    pub end_user: EndUserRef,
    /// Every end user it ever had, in order, the present one included: each may still write and finish.
    pub end_user_ids: Vec<EndUserId>,
    /// The last change of end user, for telling a repeated request.
    pub last_end_user_change: Option<EndUserChange>,
    /// Where it stands.
    pub state: State,
    /// Every virtual agent so far, in order of first joining.
    pub virtual_agents: Vec<VirtualAgent>,
    /// The virtual agent serving now or, after it left, the last.
    pub virtual_agent_id: Option<VirtualAgentId>,
    /// Every human agent so far, in order of first joining.
    pub agents: Vec<Agent>,
    /// The agent serving now or, after it left, the last.
    pub agent_id: Option<AgentId>,
    /// Every escalation so far, in order; only the last can be open.
    pub escalations: Vec<Escalation>,
    /// Customer flags.
    pub flags: CustomerFlags,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed. Never decreases, even if the clock does.
    pub updated_at: Timestamp,
    /// The last message.
    pub last_seq: MessageSeq,
    /// The last message of an end user.
    pub last_end_user_seq: MessageSeq,
    /// The first message of an end user since creation or since the last return.
    pub end_user_active_since: Option<Timestamp>,
    /// How many events it has told.
    pub event_count: u64,
    /// Grows with every change.
    pub version: u64,
}

/// An end-user change as requested, with the wall-clock instant of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUserChange {
    /// The body.
    pub profile: EndUserProfile,
    /// When it was asked for. Wall clock.
    pub requested_at: Timestamp,
}

/// Where a chat stands. Every deadline is in here, so that timers follow from the state alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The virtual agent has not connected yet.
    Connecting {
        /// Since when.
        since: Timestamp,
        /// Queue expiry.
        expires_at: Timestamp,
    },
    /// With the virtual agent; silent while the open escalation is deflecting.
    VirtualAgent(Serving),
    /// In a human queue, with or without an open escalation.
    Waiting {
        /// The queue.
        queue: MenuId,
        /// Since when: time spent dismissed is not waiting time.
        since: Timestamp,
        /// Queue expiry.
        expires_at: Timestamp,
        /// When a scripted agent takes it.
        pickup_at: Option<Timestamp>,
    },
    /// With the human agent [`Chat::agent_id`].
    Agent(Serving),
    /// Inactive: goes on at resume or at the end user's next message.
    Dismissed {
        /// Who had it, and therefore where it goes back to.
        from: DismissedFrom,
        /// Chat timeout, unchanged by the dismissal.
        times_out_at: Timestamp,
    },
    /// Over. Never changes again.
    Ended(Ending),
}

/// A chat with somebody who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving {
    /// Chat timeout: restarts on assignment and on each end-user message.
    pub times_out_at: Timestamp,
    /// When inactivity dismisses the chat; set once both sides have written. See [`Chat::timers`] for when it counts.
    pub dismiss_at: Option<Timestamp>,
    /// The last message of whoever serves, since it joined.
    pub last_message_at: Option<Timestamp>,
    /// The last message that a script's answer took into account; `None` before the first answer.
    pub answered: Option<MessageSeq>,
    /// When a script owes an answer.
    pub turn_at: Option<Timestamp>,
}

/// Who had a dismissed chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DismissedFrom {
    /// The virtual agent: it connects again.
    VirtualAgent,
    /// A human agent: back to the queue of the present menu.
    Agent,
}

/// How a chat ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// As finished or as failed.
    pub failed: bool,
    /// Why, for events and metrics.
    pub reason: FailReason,
    /// When.
    pub at: Timestamp,
    /// By whom; `None` for timers and for a caller that does not say.
    pub by: Option<Actor>,
}

/// Whether a chat counts as load of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueuePlace {
    /// Waits in the queue.
    Waiting(MenuId),
    /// With an agent of the queue.
    Serving(MenuId),
}

impl Chat {
    /// The status to show.
    #[must_use]
    pub fn status(&self) -> ChatStatus {
        match &self.state {
            State::Connecting { .. } | State::Waiting { .. } => ChatStatus::Queued,
            State::VirtualAgent(_) => ChatStatus::VaAssigned,
            State::Agent(_) => ChatStatus::Assigned,
            State::Dismissed { from, .. } => match from {
                DismissedFrom::VirtualAgent => ChatStatus::VaDismissed,
                DismissedFrom::Agent => ChatStatus::Dismissed,
            },
            State::Ended(ending) if ending.failed => ChatStatus::Failed,
            State::Ended(_) => ChatStatus::Finished,
        }
    }

    /// The next instant at which the platform ends the chat by itself; `None` once it is over.
    #[must_use]
    pub fn timeout_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Connecting { expires_at, .. } | State::Waiting { expires_at, .. } => {
                Some(*expires_at)
            }
            State::VirtualAgent(serving) | State::Agent(serving) => Some(serving.times_out_at),
            State::Dismissed { times_out_at, .. } => Some(*times_out_at),
            State::Ended(_) => None,
        }
    }

    /// When it ended.
    #[must_use]
    pub fn ends_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Ended(ending) => Some(ending.at),
            _ => None,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// The agent serving now or, after it left, the last.
    #[must_use]
    pub fn agent(&self) -> Option<&Agent> {
        let id = self.agent_id?;
        self.agents.iter().find(|agent| agent.profile.id == id)
    }

    /// The virtual agent serving now or, after it left, the last.
    #[must_use]
    pub fn virtual_agent(&self) -> Option<&VirtualAgent> {
        let id = self.virtual_agent_id?;
        self.virtual_agents
            .iter()
            .find(|virtual_agent| virtual_agent.profile.id == id)
    }

    /// An escalation of this chat.
    #[must_use]
    pub fn escalation(&self, id: EscalationId) -> Option<&Escalation> {
        self.escalations
            .iter()
            .find(|escalation| escalation.id == id)
    }

    /// The escalation that waits for an agent or for a choice.
    #[must_use]
    pub fn open_escalation(&self) -> Option<&Escalation> {
        self.escalations
            .last()
            .filter(|escalation| escalation.is_open())
    }

    /// Whether a deflection choice is pending, so that the virtual agent is silent.
    #[must_use]
    pub fn is_deflecting(&self) -> bool {
        self.open_escalation()
            .is_some_and(|escalation| escalation.status == EscalationStatus::Deflecting)
    }

    /// Which queue's load the chat is part of.
    #[must_use]
    pub fn queue_place(&self) -> Option<QueuePlace> {
        match &self.state {
            State::Waiting { queue, .. } => Some(QueuePlace::Waiting(*queue)),
            State::Agent(_) => Some(QueuePlace::Serving(self.menu_id)),
            _ => None,
        }
    }

    /// Everything that is to happen by itself, at most one per kind, sorted by kind.
    #[must_use]
    pub fn timers(&self) -> Vec<Timer> {
        let mut timers = Vec::with_capacity(3);
        let mut add = |kind, due_at: Option<Timestamp>| {
            timers.extend(due_at.map(|due_at| Timer { kind, due_at }));
        };
        match &self.state {
            State::Connecting { since, expires_at } => {
                add(TimerKind::VaConnect, Some(*since));
                add(TimerKind::QueueExpiry, Some(*expires_at));
            }
            State::VirtualAgent(serving) => {
                add(
                    TimerKind::VaTurn,
                    serving.turn_at.filter(|_| !self.is_deflecting()),
                );
                add(TimerKind::Dismiss, serving.dismissal());
                add(TimerKind::ChatTimeout, Some(serving.times_out_at));
            }
            State::Waiting {
                expires_at,
                pickup_at,
                ..
            } => {
                add(TimerKind::AgentPickup, *pickup_at);
                add(TimerKind::QueueExpiry, Some(*expires_at));
            }
            State::Agent(serving) => {
                add(TimerKind::AgentTurn, serving.turn_at);
                add(TimerKind::Dismiss, serving.dismissal());
                add(TimerKind::ChatTimeout, Some(serving.times_out_at));
            }
            State::Dismissed { times_out_at, .. } => {
                add(TimerKind::ChatTimeout, Some(*times_out_at));
            }
            State::Ended(_) => {}
        }
        timers
    }
}

impl Serving {
    /// When inactivity dismisses the chat: never at or after the chat timeout, which would end it anyway.
    fn dismissal(&self) -> Option<Timestamp> {
        self.dismiss_at.filter(|at| *at < self.times_out_at)
    }
}
