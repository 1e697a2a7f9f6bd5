//! PUT /tenants/{tenant_id}/menus
//!
//! Replaces the whole tree, or tells every fault of it.

use chat_core::{Store, TenantId};
use desk_server::parameters::ReplaceMenusPath;
use desk_types::MenuCatalogue;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ReplaceMenusPath,
    body: MenuCatalogue,
) -> Result<MenuCatalogue, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let virtual_agents = call.store().virtual_agents(tenant).await?;
    let menus = wire::read_catalogue(body, &virtual_agents)?;
    call.edit_menus(tenant, move |_| Ok(menus), wire::catalogue)
        .await
}
