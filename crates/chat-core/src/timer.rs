//! Timers: what is to happen to a chat by itself, and when.

use jiff::Timestamp;

/// Something due. A chat has at most one per kind; all are derived from its state by [`Chat::timers`].
///
/// [`Chat::timers`]: crate::Chat::timers
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timer {
    /// What is due.
    pub kind: TimerKind,
    /// When.
    pub due_at: Timestamp,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimerKind {
    /// The virtual agent joins: answer with [`Command::VaJoin`](crate::Command::VaJoin).
    VaConnect,
    /// The virtual agent owes an answer: answer with [`Command::VaReply`](crate::Command::VaReply).
    VaTurn,
    /// A scripted agent takes the waiting chat: answer with [`Command::AgentJoin`](crate::Command::AgentJoin), or with
    /// [`Command::DemoAgentsOff`](crate::Command::DemoAgentsOff) if the tenant has none any more.
    AgentPickup,
    /// The scripted agent owes an answer: answer with [`Command::AgentReply`](crate::Command::AgentReply), or with
    /// [`Command::DemoAgentsOff`](crate::Command::DemoAgentsOff) if the tenant has none any more.
    AgentTurn,
    /// Inactivity: fire it.
    Dismiss,
    /// The end user has been silent for too long: fire it.
    ChatTimeout,
    /// Nobody took the waiting chat: fire it.
    QueueExpiry,
}

impl TimerKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::VaConnect,
        Self::VaTurn,
        Self::AgentPickup,
        Self::AgentTurn,
        Self::Dismiss,
        Self::ChatTimeout,
        Self::QueueExpiry,
    ];

    /// A stable name, for storage and logs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VaConnect => "va_connect",
            Self::VaTurn => "va_turn",
            Self::AgentPickup => "agent_pickup",
            Self::AgentTurn => "agent_turn",
            Self::Dismiss => "dismiss",
            Self::ChatTimeout => "chat_timeout",
            Self::QueueExpiry => "queue_expiry",
        }
    }

    /// Reads a stable name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
