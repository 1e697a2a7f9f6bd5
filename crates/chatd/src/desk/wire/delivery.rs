//! Deliveries.

use chat_core::{DeliveryId, DeliveryRecord};
use desk_types as wire;

use crate::desk::error::Refusal;

/// A delivery, without its body.
pub(in crate::desk) fn delivery(record: DeliveryRecord) -> wire::Delivery {
    let DeliveryRecord {
        id,
        channel,
        chat,
        seq: _,
        event_id,
        event_type,
        origin,
        state,
        attempts,
        created_at,
        due_at,
        last_attempt_at,
        last_status,
        last_error,
    } = record;
    wire::Delivery {
        id: id.0,
        channel: channel.as_str().into(),
        event_id: event_id.to_string(),
        event_type,
        request_id: origin.request_id,
        chat_id: chat.0,
        status: state.as_str().into(),
        attempts: i64::from(attempts),
        created_at,
        due_at,
        last_attempt_at,
        last_status: last_status.map(i64::from),
        last_error,
    }
}

/// No such delivery.
pub(in crate::desk) fn delivery_not_found(id: DeliveryId) -> Refusal {
    Refusal::NotFound(format!("delivery {id} is not found"))
}
