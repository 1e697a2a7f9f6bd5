//! POST /control/tenants/{tenant_id}/webhook/trigger
//!
//! Makes events that wait due now, the oldest first, even while paused.

use chat_core::{ChatId, Store, TenantId};
use desk_server::parameters::TriggerWebhooksPath;
use desk_types::{TriggerReport, TriggerWebhooksRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: TriggerWebhooksPath,
    body: TriggerWebhooksRequest,
) -> Result<TriggerReport, Refusal> {
    call.tenant(path.tenant_id).await?;
    let TriggerWebhooksRequest { chat_id, count } = body;
    let limit = count.and_then(|count| usize::try_from(count).ok());
    let (tenant, chat) = (TenantId(path.tenant_id), chat_id.map(ChatId));
    let keep = call.keep(|triggered: &usize| report(*triggered));
    let webhooks = &call.desk.webhooks;
    let triggered = webhooks.trigger(tenant, chat, limit, keep).await;
    Ok(report(triggered.map_err(wire::steering_refused)?))
}

fn report(triggered: usize) -> TriggerReport {
    TriggerReport {
        triggered: i64::try_from(triggered).unwrap_or(i64::MAX),
    }
}
