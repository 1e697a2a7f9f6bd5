//! The outbox, as a store gives it: what is to be sent, how attempts end, and what people look at.

use jiff::{SignedDuration, Timestamp};

use super::write::Origin;
use crate::ids::{ChatId, DeliveryId, EventId, TenantId};

/// Where a delivery goes. A tenant has one receiver per channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The tenant's webhook: every event of its chats.
    Webhook,
    /// The tenant's CRM: contacts and tickets.
    Crm,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 2] = [Self::Webhook, Self::Crm];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Crm => "crm",
        }
    }

    /// The channel with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A tenant's receiver on a channel.
pub type Receiver = (TenantId, Channel);

/// A request for deliveries.
///
/// Receivers are served in turn, each up to its own bound, so that none waits for another's. First and repeated attempts
/// are bounded apart, so that neither waits for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimDeliveries {
    /// Deliveries due by then. Domain clock.
    pub due_by: Timestamp,
    /// Leases that ran out by then are void. Wall clock.
    pub wall_now: Timestamp,
    /// The end of the new leases. Wall clock.
    pub lease_until: Timestamp,
    /// At most so many first attempts, and as many repeated ones, leased to one receiver at the same time.
    pub per_receiver: usize,
    /// The same for a webhook that [is failing](crate::Webhook::is_failing), and for every CRM.
    pub per_slow_receiver: usize,
    /// The receiver that was served last: the next one comes first.
    pub after: Option<Receiver>,
    /// At most so many in all.
    pub limit: usize,
}

/// A leased delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// Whose receiver.
    pub tenant: TenantId,
    /// Which of them.
    pub channel: Channel,
    /// About which chat.
    pub chat: ChatId,
    /// The event, stable at every attempt.
    pub event_id: EventId,
    /// Its place among what the channel is told of the chat.
    pub seq: u64,
    /// The wire name of the event type.
    pub event_type: String,
    /// The request that brought it about.
    pub origin: Origin,
    /// The body, the same at every attempt.
    pub payload: Vec<u8>,
    /// How many attempts ended before this one.
    pub attempts: u32,
    /// How many of them belong to the present run of the retry schedule, which a resend begins anew.
    pub attempts_of_run: u32,
}

/// How an attempt ended. To be written down with what follows from it for the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEnd {
    /// What becomes of the delivery.
    pub outcome: DeliveryOutcome,
    /// When. Domain clock.
    pub at: Timestamp,
    /// Where it was sent, as the tenant wrote it.
    pub url: String,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// What went wrong, for people.
    pub error: Option<String>,
    /// When a webhook is switched off.
    pub disabling: Disabling,
    /// Failures that are further apart are no row: nothing was tried in between, so nothing is known of that time.
    pub lull: SignedDuration,
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// The receiver accepted.
    Delivered,
    /// To be tried again.
    Retry {
        /// When. Domain clock.
        at: Timestamp,
    },
    /// Given up.
    Dead,
}

/// When the platform switches a webhook off by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disabling {
    /// When the receiver answers 410.
    pub on_gone: bool,
    /// When every attempt has failed for so long.
    pub after: Option<SignedDuration>,
}

/// Where a delivery stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryState {
    /// Before the end of its first attempt.
    Pending,
    /// Failed at least once, or sent again; to be tried.
    Retrying,
    /// Kept until its channel is switched on.
    Shelved,
    /// The receiver accepted.
    Delivered,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Retrying,
        Self::Shelved,
        Self::Delivered,
        Self::Failed,
    ];

    /// The stable name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Retrying => "retrying",
            Self::Shelved => "shelved",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// Which deliveries to list; everything given has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// In this state.
    pub state: Option<DeliveryState>,
    /// Of this event type.
    pub event_type: Option<String>,
    /// About this chat.
    pub chat: Option<ChatId>,
    /// On this channel.
    pub channel: Option<Channel>,
    /// Older than this one: the last of the page before.
    pub before: Option<DeliveryId>,
}

/// A delivery, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Its id.
    pub id: DeliveryId,
    /// Where it goes.
    pub channel: Channel,
    /// About which chat.
    pub chat: ChatId,
    /// Its place among what the channel is told of the chat.
    pub seq: u64,
    /// The event.
    pub event_id: EventId,
    /// The wire name of the event type.
    pub event_type: String,
    /// The request that brought it about.
    pub origin: Origin,
    /// Where it stands.
    pub state: DeliveryState,
    /// How many attempts ended.
    pub attempts: u32,
    /// When it was written. Domain clock.
    pub created_at: Timestamp,
    /// When it is to be tried; absent when it has ended or is shelved. Domain clock.
    pub due_at: Option<Timestamp>,
    /// When the last attempt ended. Domain clock.
    pub last_attempt_at: Option<Timestamp>,
    /// The status of the last answer; absent when the last attempt had none.
    pub last_status: Option<u16>,
    /// What went wrong at the last attempt.
    pub last_error: Option<String>,
}

/// What a receiver is still to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLoad {
    /// Whose receiver.
    pub tenant: TenantId,
    /// Which of them.
    pub channel: Channel,
    /// Deliveries before the end of their first attempt.
    pub pending: u32,
    /// Deliveries to be tried again.
    pub retrying: u32,
    /// Deliveries kept until the channel is switched on.
    pub shelved: u32,
    /// When the oldest of those pending or retrying was written. Domain clock.
    pub oldest: Option<Timestamp>,
}
