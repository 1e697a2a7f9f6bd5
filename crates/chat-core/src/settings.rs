//! Durations that govern a tenant's chats.

use jiff::SignedDuration;

/// How long a tenant's chats wait for what. All durations are positive.
///
/// A change holds for deadlines computed afterwards; those already in a chat stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Inactivity, counted from the last agent or virtual agent message, after which a chat is dismissed. The hosted
    /// platform takes 1 to 10,080 minutes.
    pub dismiss_after: SignedDuration,
    /// Silence of the end user after which a chat ends as `finished`, `no_response`.
    pub chat_timeout: SignedDuration,
    /// Wait for an agent after which a queued chat ends as `failed`, `expired`.
    pub queue_expiry: SignedDuration,
    /// Scripted human agents; `None` when real people (or nobody) serve the queues.
    pub demo_agents: Option<DemoAgents>,
}

/// The pace of scripted human agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAgents {
    /// From entering the queue to being picked up.
    pub pickup_after: SignedDuration,
    /// From joining, or from an end user's message, to the answer.
    pub reply_after: SignedDuration,
}

impl Default for Settings {
    /// Dismissal after 30 minutes, chat timeout after 24 hours, queue expiry after 1 hour, no scripted agents.
    fn default() -> Self {
        Self {
            dismiss_after: SignedDuration::from_mins(30),
            chat_timeout: SignedDuration::from_hours(24),
            queue_expiry: SignedDuration::from_hours(1),
            demo_agents: None,
        }
    }
}
