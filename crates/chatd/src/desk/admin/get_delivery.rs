//! GET /tenants/{tenant_id}/deliveries/{delivery_id}
//!
//! A delivery with its body and how its last attempt ended.

use chat_core::{DeliveryId, Store, TenantId};
use desk_server::parameters::GetDeliveryPath;
use desk_types::DeliveryDetail;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetDeliveryPath,
) -> Result<DeliveryDetail, Refusal> {
    call.tenant(path.tenant_id).await?;
    let id = DeliveryId(path.delivery_id);
    let found = call.store().delivery(TenantId(path.tenant_id), id).await?;
    let (record, body) = found.ok_or_else(|| wire::delivery_not_found(id))?;
    Ok(DeliveryDetail {
        delivery: wire::delivery(record),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
