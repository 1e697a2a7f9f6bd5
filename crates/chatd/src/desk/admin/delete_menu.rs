//! DELETE /tenants/{tenant_id}/menus/{menu_id}
//!
//! Removes a menu that nothing depends on.

use chat_core::{Catalogue, CatalogueEditError, MenuId, Store, TenantId};
use desk_server::parameters::DeleteMenuPath;
use desk_types::Removed;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: DeleteMenuPath,
) -> Result<Removed, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let id = MenuId(path.menu_id);
    let edit = move |menus: Option<&Catalogue>| {
        let menus = menus.ok_or(CatalogueEditError::NotFound(id));
        menus
            .and_then(|menus| menus.without(id))
            .map_err(|error| wire::menu_refused("", id, error))
    };
    call.edit_menus(tenant, edit, |_| wire::removed()).await
}
