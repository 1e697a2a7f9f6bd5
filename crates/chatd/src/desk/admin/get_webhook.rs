//! GET /tenants/{tenant_id}/webhook
//!
//! Where the events of the tenant go.

use chat_core::Store;
use desk_server::parameters::GetWebhookPath;
use desk_types::Webhook;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetWebhookPath,
) -> Result<Webhook, Refusal> {
    let tenant = call.tenant(path.tenant_id).await?;
    Ok(wire::webhook(&tenant.webhook))
}
