//! POST /control/tenants/{tenant_id}/webhook/reset
//!
//! Ends pause and delay; drops what waits if asked to.

use chat_core::{Steering, Store, TenantId};
use desk_server::parameters::ResetWebhooksPath;
use desk_types::{ResetReport, ResetWebhooksRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ResetWebhooksPath,
    body: ResetWebhooksRequest,
) -> Result<ResetReport, Refusal> {
    call.tenant(path.tenant_id).await?;
    let (tenant, discard) = (TenantId(path.tenant_id), body.discard_or_default());
    let keep = call.keep(|discarded: &usize| report(*discarded));
    let discarded = call.desk.webhooks.reset(tenant, discard, keep).await;
    Ok(report(discarded.map_err(wire::steering_refused)?))
}

fn report(discarded: usize) -> ResetReport {
    ResetReport {
        steering: wire::steering(Steering::default()),
        discarded: i64::try_from(discarded).unwrap_or(i64::MAX),
    }
}
