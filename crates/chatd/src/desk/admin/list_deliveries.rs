//! GET /tenants/{tenant_id}/deliveries
//!
//! Deliveries, the newest first, a page at a time.

use chat_core::{Channel, ChatId, DeliveryFilter, DeliveryId, DeliveryState, Store, TenantId};
use desk_server::parameters::{ListDeliveriesPath, ListDeliveriesQuery};
use desk_types::DeliveryList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListDeliveriesPath,
    query: ListDeliveriesQuery,
) -> Result<DeliveryList, Refusal> {
    call.tenant(path.tenant_id).await?;
    let ListDeliveriesQuery {
        status,
        event_type,
        chat_id,
        channel,
        cursor,
        limit,
    } = query;
    let filter = DeliveryFilter {
        state: status.and_then(|status| DeliveryState::parse(status.as_str())),
        event_type,
        chat: chat_id.map(ChatId),
        channel: channel.and_then(|channel| Channel::parse(channel.as_str())),
        before: cursor.map(DeliveryId),
    };
    let limit = usize::try_from(limit.unwrap_or(PAGE)).unwrap_or(usize::MAX);
    let tenant = TenantId(path.tenant_id);
    // One more than asked for tells whether there is another page.
    let mut found = call
        .store()
        .list_deliveries(tenant, filter, limit + 1)
        .await?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(DeliveryList {
        next_cursor: found.last().filter(|_| more).map(|last| last.id.0),
        deliveries: found.into_iter().map(wire::delivery).collect(),
    })
}

/// How many are on a page when nothing is said.
const PAGE: i64 = 50;
