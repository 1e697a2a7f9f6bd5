//! GET /tenants/{tenant_id}/crm
//!
//! Where contacts and tickets are written, beside the ledger.

use chat_core::Store;
use desk_server::parameters::GetCrmPath;
use desk_types::CrmConnection;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: GetCrmPath,
) -> Result<CrmConnection, Refusal> {
    let tenant = call.tenant(path.tenant_id).await?;
    Ok(wire::crm_connection(&tenant))
}
