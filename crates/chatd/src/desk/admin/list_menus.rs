//! GET /tenants/{tenant_id}/menus
//!
//! The whole tree.

use chat_core::{Store, StoreError, TenantId};
use desk_server::parameters::ListMenusPath;
use desk_types::MenuCatalogue;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListMenusPath,
) -> Result<MenuCatalogue, Refusal> {
    call.tenant(path.tenant_id).await?;
    let menus = call.store().catalogue(TenantId(path.tenant_id)).await;
    match menus {
        Ok(menus) => Ok(wire::catalogue(&menus)),
        Err(StoreError::NotFound) => Ok(wire::no_menus()),
        Err(error) => Err(error.into()),
    }
}
