//! PATCH /control/tenants/{tenant_id}/webhook
//!
//! Holds the events of the tenant back, or sends each so much later.

use chat_core::{Steering, Store, TenantId};
use desk_server::parameters::UpdateWebhookSteeringPath;
use desk_types::{UpdateWebhookSteeringRequest, WebhookSteering};
use jiff::SignedDuration;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateWebhookSteeringPath,
    body: UpdateWebhookSteeringRequest,
) -> Result<WebhookSteering, Refusal> {
    call.tenant(path.tenant_id).await?;
    let UpdateWebhookSteeringRequest { paused, delay_ms } = body;
    let delay = delay_ms.map(SignedDuration::from_millis);
    let tenant = TenantId(path.tenant_id);
    let keep = call.keep(|steering: &Steering| wire::steering(*steering));
    let webhooks = &call.desk.webhooks;
    let steering = webhooks.update(tenant, paused, delay, keep).await;
    Ok(wire::steering(steering.map_err(wire::steering_refused)?))
}
