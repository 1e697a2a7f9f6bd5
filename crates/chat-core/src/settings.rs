//! Durations that govern a tenant's chats.

use std::ops::RangeInclusive;

use jiff::SignedDuration;

/// The shortest of all durations. The hosted platform dismisses after one minute at the earliest; here tests and demonstrations
/// may be quicker.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

/// The inactivity that may precede a dismissal: a second to 10,080 minutes.
pub const DISMISS_AFTER_RANGE: RangeInclusive<SignedDuration> =
    SHORTEST..=SignedDuration::from_mins(10_080);

/// What a chat timeout and a queue expiry may be: a second to 30 days.
pub const TIMEOUT_RANGE: RangeInclusive<SignedDuration> =
    SHORTEST..=SignedDuration::from_hours(30 * 24);

/// How long a tenant's chats wait for what. All durations are positive; a menu may have its own ([`Timeouts`]).
///
/// A change holds for deadlines computed afterwards; those already in a chat stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Inactivity, counted from the last agent or virtual agent message, after which a chat is dismissed; within [`DISMISS_AFTER_RANGE`].
    pub dismiss_after: SignedDuration,
    /// Silence of the end user after which a chat ends as `finished`, `no_response`; within [`TIMEOUT_RANGE`].
    pub chat_timeout: SignedDuration,
    /// Wait for an agent after which a queued chat ends as `failed`, `expired`; within [`TIMEOUT_RANGE`].
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

/// The durations of one menu; `None` leaves the tenant's.
///
/// While a virtual agent or an agent serves, those of the menu that the chat is in count, and while it waits for people, those of the
/// queue it waits in. A change holds for deadlines computed afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// See [`Settings::dismiss_after`].
    pub dismiss_after: Option<SignedDuration>,
    /// See [`Settings::chat_timeout`].
    pub chat_timeout: Option<SignedDuration>,
    /// See [`Settings::queue_expiry`].
    pub queue_expiry: Option<SignedDuration>,
}

impl Timeouts {
    /// These durations where there are any, and otherwise the tenant's.
    #[must_use]
    pub fn over(&self, settings: &Settings) -> Settings {
        let Settings {
            dismiss_after,
            chat_timeout,
            queue_expiry,
            demo_agents,
        } = settings;
        Settings {
            dismiss_after: self.dismiss_after.unwrap_or(*dismiss_after),
            chat_timeout: self.chat_timeout.unwrap_or(*chat_timeout),
            queue_expiry: self.queue_expiry.unwrap_or(*queue_expiry),
            demo_agents: demo_agents.clone(),
        }
    }

    /// The names of the durations that are out of bounds.
    pub(crate) fn out_of_bounds(&self) -> impl Iterator<Item = &'static str> {
        [
            ("dismiss_after", self.dismiss_after, DISMISS_AFTER_RANGE),
            ("chat_timeout", self.chat_timeout, TIMEOUT_RANGE),
            ("queue_expiry", self.queue_expiry, TIMEOUT_RANGE),
        ]
        .into_iter()
        .filter(|(_, duration, bounds)| duration.is_some_and(|it| !bounds.contains(&it)))
        .map(|(name, ..)| name)
    }
}
