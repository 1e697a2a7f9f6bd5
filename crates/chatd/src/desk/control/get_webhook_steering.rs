//! GET /control/tenants/{tenant_id}/webhook
//!
//! Whether the events of the tenant are held back.

use chat_core::{Store, TenantId};
use desk_server::parameters::GetWebhookSteeringPath;
use desk_types::WebhookSteering;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetWebhookSteeringPath,
) -> Result<WebhookSteering, Refusal> {
    call.tenant(path.tenant_id).await?;
    let steering = call.desk.webhooks.read(TenantId(path.tenant_id)).await;
    Ok(wire::steering(steering.map_err(wire::steering_refused)?))
}
