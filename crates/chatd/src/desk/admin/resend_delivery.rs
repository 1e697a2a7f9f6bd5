//! POST /tenants/{tenant_id}/deliveries/{delivery_id}/resend
//!
//! Makes a delivery due now, with the whole retry schedule before it.

use chat_core::{DeliveryId, DeliveryRecord, Store, StoreError, TenantId};
use desk_server::parameters::ResendDeliveryPath;
use desk_types::{Delivery, ResendDeliveryRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ResendDeliveryPath,
    _: ResendDeliveryRequest,
) -> Result<Delivery, Refusal> {
    call.tenant(path.tenant_id).await?;
    let id = DeliveryId(path.delivery_id);
    let now = call.desk.clock.now();
    let keep = call.keep(|record: &DeliveryRecord| wire::delivery(record.clone()));
    let tenant = TenantId(path.tenant_id);
    let record = call.store().resend_delivery(tenant, id, now, keep).await;
    record.map(wire::delivery).map_err(|error| match error {
        StoreError::NotFound => wire::delivery_not_found(id),
        other => other.into(),
    })
}
