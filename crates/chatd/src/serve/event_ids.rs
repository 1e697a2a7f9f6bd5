//! Ids of events: random, because they are known outside and must never come twice.

use std::sync::Arc;

use chat_core::{EventId, EventIdSource};

use crate::random::Random;

/// 128 random bits per event.
pub(super) struct RandomEventIds<R>(pub(super) Arc<R>);

impl<R: Random> EventIdSource for RandomEventIds<R> {
    fn next_event_id(&self) -> EventId {
        let mut bytes = [0; 16];
        self.0.fill(&mut bytes);
        EventId(u128::from_be_bytes(bytes))
    }
}
