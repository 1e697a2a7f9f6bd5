//! Commands: everything that can be asked of a chat.

use jiff::Timestamp;

use crate::custom_data::CustomDataInput;
use crate::end_user::{EndUserProfile, EndUserRef};
use crate::escalation::{DeflectionChannel, EscalationReason};
use crate::flags::FlagsUpdate;
use crate::ids::{AgentId, EndUserId, EscalationId, MediaId, MenuId, MessageSeq};
use crate::message::MessageContent;
use crate::participant::AgentProfile;

/// The parameters of a new chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChat {
    /// A leaf of the catalogue.
    pub menu_id: MenuId,
    /// The language tag asked for, in any letter case; `None` takes the tenant's default.
    pub lang: Option<String>,
    /// Whose chat it is.
    pub end_user: EndUserRef,
}

/// What is asked of a chat.
///
/// Commands of callers are refused when they do not fit the state. Commands of scripts and timers ([`Command::VaJoin`]
/// and below) were computed on a state that may be gone: those that no longer fit change nothing and are no error.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// The end user writes. Returns a dismissed chat.
    SendMessage {
        /// Any end user that the chat ever had.
        from: EndUserId,
        /// Text, photo or video.
        content: MessageContent,
    },
    /// The caller ends the chat; of an ended chat it changes nothing.
    Finish {
        /// Any end user that the chat ever had.
        by: Option<EndUserId>,
        /// The outcome of a deflection.
        deflection: FinishDeflection,
    },
    /// The caller hands the chat to people; the same escalation again while one is open.
    Escalate(Escalate),
    /// The end user chooses a channel.
    SelectDeflection {
        /// The escalation addressed.
        escalation: EscalationId,
        /// The channel.
        channel: DeflectionChannel,
    },
    /// The caller takes a dismissed chat up again.
    Resume,
    /// Sets customer flags.
    UpdateFlags(FlagsUpdate),
    /// Merges custom data by key; reserved keys set flags instead.
    MergeCustomData {
        /// The entries; of a key given twice the last counts.
        entries: Vec<(String, CustomDataInput)>,
        /// Whether they came in a signed token.
        signed: bool,
    },
    /// Gives the chat another end user, already stored under [`EndUserProfile::identifier`].
    ChangeEndUser {
        /// The end user as stored.
        end_user: EndUserRef,
        /// The request's body: the same again within ten seconds is refused.
        profile: EndUserProfile,
        /// When it was asked for. Wall clock.
        requested_at: Timestamp,
    },
    /// The virtual agent of the chat's menu connects.
    VaJoin,
    /// The virtual agent answers.
    VaReply {
        /// The last message that the answer takes into account.
        up_to: MessageSeq,
        /// What it says, in order; may be nothing.
        replies: Vec<MessageContent>,
        /// What it does then.
        action: VaAction,
    },
    /// An agent takes the waiting chat.
    AgentJoin(AgentProfile),
    /// The agent writes.
    AgentReply {
        /// Who; dropped unless this agent has the chat.
        agent: AgentId,
        /// For the turn of a scripted agent, the last message that the answer takes into account: dropped unless the
        /// turn is still due. `None` for a person, who writes at will.
        up_to: Option<MessageSeq>,
        /// What it says, in order.
        replies: Vec<MessageContent>,
    },
    /// The agent leaves; the chat goes back to its queue.
    AgentLeave {
        /// Who; dropped unless this agent has the chat.
        agent: AgentId,
    },
    /// The agent ends the chat.
    AgentEnd {
        /// Who; dropped unless this agent has the chat.
        agent: AgentId,
    },
    /// The tenant has demo agents again: one is to take the chat that waits; dropped if it has none.
    DemoAgentsOn,
    /// The tenant has no demo agents any more: neither pickup nor turn is to come; dropped if it has.
    DemoAgentsOff,
    /// A timer is due; dropped unless the chat still has it and it is due.
    TimerFired(FiredTimer),
}

/// A timer that the domain itself acts upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FiredTimer {
    /// [`TimerKind::Dismiss`](crate::TimerKind::Dismiss)
    Dismiss,
    /// [`TimerKind::ChatTimeout`](crate::TimerKind::ChatTimeout)
    ChatTimeout,
    /// [`TimerKind::QueueExpiry`](crate::TimerKind::QueueExpiry)
    QueueExpiry,
}

/// An escalation asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escalate {
    /// Why.
    pub reason: EscalationReason,
    /// Skips the deflection checks; turns a deflecting escalation into an escalating one.
    pub force: bool,
    /// The queue; `None` means the menu's escalation queue.
    pub target: Option<MenuId>,
}

/// The outcome of a deflection, told while ending the chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FinishDeflection {
    /// The escalation; `None` means the chat's last.
    pub escalation: Option<EscalationId>,
    /// The channel, `email` or `external_link`; `None` records nothing.
    pub channel: Option<DeflectionChannel>,
}

/// What a virtual agent does after it has spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VaAction {
    /// Waits for the end user.
    #[default]
    None,
    /// Hands the chat to people.
    Escalate(Escalate),
    /// Ends the chat.
    End,
}

impl Command {
    /// Whether deciding needs the load of the queues.
    #[must_use]
    pub fn needs_queue_loads(&self) -> bool {
        matches!(
            self,
            Self::Escalate(_)
                | Self::VaReply {
                    action: VaAction::Escalate(_),
                    ..
                }
        )
    }

    /// Whether deciding may use [`Env::next_escalation_id`](crate::Env::next_escalation_id).
    #[must_use]
    pub fn may_escalate(&self) -> bool {
        // A virtual agent that does not join may hand over to people.
        self.needs_queue_loads() || matches!(self, Self::VaJoin)
    }

    /// Whether deciding needs the chat's custom data.
    #[must_use]
    pub fn needs_custom_data(&self) -> bool {
        matches!(self, Self::MergeCustomData { .. })
    }

    /// The media that deciding needs, as far as they are attached to the chat.
    #[must_use]
    pub fn media_ids(&self) -> Vec<MediaId> {
        match self {
            Self::SendMessage { content, .. } => content.media_id().into_iter().collect(),
            Self::VaReply { replies, .. } | Self::AgentReply { replies, .. } => replies
                .iter()
                .filter_map(MessageContent::media_id)
                .collect(),
            _ => Vec::new(),
        }
    }
}
