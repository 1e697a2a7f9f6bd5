//! GET /tenants/{tenant_id}
//!
//! A tenant and its settings.

use chat_core::Store;
use desk_server::parameters::GetTenantPath;
use desk_types::Tenant;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetTenantPath,
) -> Result<Tenant, Refusal> {
    let tenant = call.tenant(path.tenant_id).await?;
    Ok(wire::tenant(&tenant))
}
