//! The names of where a chat stands and of why it ended.

/// The status of a chat, as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatStatus {
    /// Waits: for the virtual agent to connect, or for a human.
    Queued,
    /// With the virtual agent.
    VaAssigned,
    /// With a human agent.
    Assigned,
    /// Inactive; a human had it.
    Dismissed,
    /// Inactive; the virtual agent had it.
    VaDismissed,
    /// Ended.
    Finished,
    /// Ended without having been served.
    Failed,
}

impl ChatStatus {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Queued,
        Self::VaAssigned,
        Self::Assigned,
        Self::Dismissed,
        Self::VaDismissed,
        Self::Finished,
        Self::Failed,
    ];

    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::VaAssigned => "va_assigned",
            Self::Assigned => "assigned",
            Self::Dismissed => "dismissed",
            Self::VaDismissed => "va_dismissed",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }

    /// Plain text for people, never a code.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Queued => "Waiting in the queue",
            Self::VaAssigned => "With a virtual agent",
            Self::Assigned => "With an agent",
            Self::Dismissed | Self::VaDismissed => "Dismissed for inactivity",
            Self::Finished => "Finished",
            Self::Failed => "Ended without being served",
        }
    }
}

/// Why a chat ended. In events and metrics only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailReason {
    /// Nothing failed.
    Nothing,
    /// Not known.
    Unknown,
    /// The end user fell silent.
    NoResponse,
    /// Nobody took the chat in time.
    Expired,
    /// The queue was closed.
    AfterHours,
    /// The escalation could not be routed.
    EscalationFailed,
    /// The menu chosen is gone.
    ExpiredMenuSelection,
    /// The end user opted out.
    EndUserOptOut,
    /// Deflected to mail for lack of capacity.
    OverCapEmail,
    /// The queue's group was deleted.
    GroupDeletedNoSubstitute,
}

impl FailReason {
    /// Every reason, in the order of the documentation's numbers.
    pub const ALL: [Self; 10] = [
        Self::Nothing,
        Self::Unknown,
        Self::NoResponse,
        Self::Expired,
        Self::AfterHours,
        Self::EscalationFailed,
        Self::ExpiredMenuSelection,
        Self::EndUserOptOut,
        Self::OverCapEmail,
        Self::GroupDeletedNoSubstitute,
    ];

    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
            Self::NoResponse => "no_response",
            Self::Expired => "expired",
            Self::AfterHours => "after_hours",
            Self::EscalationFailed => "escalation_failed",
            Self::ExpiredMenuSelection => "expired_menu_selection",
            Self::EndUserOptOut => "end_user_opt_out",
            Self::OverCapEmail => "over_cap_email",
            Self::GroupDeletedNoSubstitute => "group_deleted_no_substitute",
        }
    }

    /// Reads a wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}
