//! Ids of events: chosen, because they are known outside and must never come twice.

use std::sync::Arc;

use chat_core::{Channel, ChatId, EventId, EventIdSource, TenantId};

use crate::choices::{Choice, Choices};

/// 128 chosen bits per event.
pub(super) struct ChosenEventIds(pub(super) Arc<dyn Choices>);

impl EventIdSource for ChosenEventIds {
    fn event_id(&self, tenant: TenantId, chat: ChatId, channel: Channel, seq: u64) -> EventId {
        let chosen = self.0.choose(Choice::Event {
            tenant,
            chat,
            channel,
            seq,
        });
        EventId(u128::from_be_bytes(chosen))
    }
}
