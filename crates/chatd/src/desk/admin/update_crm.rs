//! PATCH /tenants/{tenant_id}/crm
//!
//! Connects a CRM, or leaves only the ledger.

use chat_core::{CrmEndpoint, Store, Tenant, TenantId};
use desk_server::parameters::UpdateCrmPath;
use desk_types::{CrmConnection, UpdateCrmRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::secrets::{Kind, pair};
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: UpdateCrmPath,
    body: UpdateCrmRequest,
) -> Result<CrmConnection, Refusal> {
    let UpdateCrmRequest { url } = body;
    call.tenant(path.tenant_id).await?;
    if let Some(url) = &url {
        call.check_url(TenantId(path.tenant_id), url)?;
    }
    let secret = pair(Kind::Crm, &*call.desk.random);
    let edit = move |tenant: &mut Tenant| {
        // The secret stays with the connection, wherever it leads.
        let kept = tenant.crm.take().map(|crm| crm.secret);
        tenant.crm = url.map(|url| CrmEndpoint {
            url,
            secret: kept.unwrap_or(secret),
        });
        Ok(())
    };
    call.edit_tenant(path.tenant_id, edit, wire::crm_connection)
        .await
}
