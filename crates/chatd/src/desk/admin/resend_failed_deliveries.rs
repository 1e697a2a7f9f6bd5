//! POST /tenants/{tenant_id}/resends
//!
//! Makes all that were given up since an instant due now.

use chat_core::{Store, TenantId};
use desk_server::parameters::ResendFailedDeliveriesPath;
use desk_types::{ResendFailedRequest, ResendReport};

use crate::desk::Call;
use crate::desk::error::Refusal;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ResendFailedDeliveriesPath,
    body: ResendFailedRequest,
) -> Result<ResendReport, Refusal> {
    call.tenant(path.tenant_id).await?;
    let (tenant, now) = (TenantId(path.tenant_id), call.desk.clock.now());
    let show = |resent: &usize| ResendReport {
        resent: i64::try_from(*resent).unwrap_or(i64::MAX),
    };
    let keep = call.keep(show);
    let resent = call
        .store()
        .resend_failed(tenant, body.failed_since, now, keep);
    Ok(show(&resent.await?))
}
