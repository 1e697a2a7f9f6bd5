//! PATCH /tenants/{tenant_id}/webhook
//!
//! Sets the URL or the switch; switched on, events that waited are sent.

use chat_core::{Store, Tenant, TenantId};
use desk_server::parameters::UpdateWebhookPath;
use desk_types::{UpdateWebhookRequest, Webhook};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateWebhookPath,
    body: UpdateWebhookRequest,
) -> Result<Webhook, Refusal> {
    let UpdateWebhookRequest { url, enabled } = body;
    let tenant_id = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    if let Some(Some(url)) = &url {
        call.check_url(tenant_id, url)?;
    }
    let edit = move |tenant: &mut Tenant| {
        let webhook = &mut tenant.webhook;
        if let Some(url) = url {
            // Another receiver has not failed yet.
            if webhook.url != url {
                webhook.failing_since = None;
            }
            webhook.url = url;
        }
        if let Some(enabled) = enabled {
            webhook.enabled = enabled;
            webhook.disabled_reason = None;
            webhook.failing_since = None;
        }
        Ok(())
    };
    call.edit_tenant(path.tenant_id, edit, |tenant| {
        wire::webhook(&tenant.webhook)
    })
    .await
}
