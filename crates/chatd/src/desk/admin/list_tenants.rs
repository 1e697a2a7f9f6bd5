//! GET /tenants
//!
//! Every tenant, by id.

use chat_core::Store;
use desk_types::TenantList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>) -> Result<TenantList, Refusal> {
    let tenants = call.store().tenants().await?;
    Ok(TenantList {
        tenants: tenants.iter().map(|tenant| wire::tenant(tenant)).collect(),
    })
}
