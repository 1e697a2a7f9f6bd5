//! Identifiers: one newtype each, so that no id is passed where another belongs.

use std::fmt;

use crate::store::Channel;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A customer of the platform. Unique in the installation.
    TenantId
);
impl TenantId {
    /// The platform's own tenant, such as a demo: no tenant that is created later is given this id.
    pub const OWN: Self = Self(1);
}
id!(
    /// A chat. Allocated by the store, per tenant, increasing from 1.
    ChatId
);
id!(
    /// A menu, which is also the human queue behind it. Chosen by whoever writes the catalogue.
    MenuId
);
id!(
    /// An end user. Allocated by the store, per tenant, increasing from 1.
    EndUserId
);
id!(
    /// An escalation. Allocated by the store, per tenant, increasing from 1.
    EscalationId
);
id!(
    /// An attached media file. Allocated by the store, per tenant, increasing from 1.
    MediaId
);
id!(
    /// A human agent.
    AgentId
);
id!(
    /// A virtual agent.
    VirtualAgentId
);
id!(
    /// The place of a message in its chat: 1, 2, 3, … without gaps; 0 stands for "before the first".
    MessageSeq
);
id!(
    /// A delivery of the outbox. Allocated by the store, per tenant, increasing from 1.
    DeliveryId
);

impl MessageSeq {
    /// The place before the first message.
    pub const NONE: Self = Self(0);

    /// The place after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The stable identity of an event, the same at every delivery attempt.
///
/// Random (128 bits), so that two databases never give the same one, unless they are to be the same. Prints as `evt_` and 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u128);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "evt_{:032x}", self.0)
    }
}

/// Where event ids come from: randomness is injected.
pub trait EventIdSource: Send + Sync {
    /// The id of what is told of a chat at place `seq` of a channel: one that no other event has, in this database or another. A decision that
    /// was undone may be followed by one whose events have the same places.
    fn event_id(&self, tenant: TenantId, chat: ChatId, channel: Channel, seq: u64) -> EventId;
}
