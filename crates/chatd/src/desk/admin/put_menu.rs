//! PUT /tenants/{tenant_id}/menus/{menu_id}
//!
//! One menu of the tree.

use chat_core::{Catalogue, Lang, MenuId, Store, TenantId};
use desk_server::parameters::PutMenuPath;
use desk_types::Menu;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: PutMenuPath,
    body: Menu,
) -> Result<Menu, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let id = MenuId(path.menu_id);
    if body.id != path.menu_id {
        return Err(Refusal::invalid(
            "/id",
            "the id of the body is not that of the path",
        ));
    }
    let virtual_agents = call.store().virtual_agents(tenant).await?;
    let menu = wire::read_menu("", body, &virtual_agents).map_err(Refusal::Invalid)?;
    let edit = move |menus: Option<&Catalogue>| match menus {
        Some(menus) if menus.menu(id).is_some() => menus.with_replaced(menu),
        Some(menus) => menus.with_added(menu),
        None => {
            let lang = menu.languages.first().copied().unwrap_or(Lang::En);
            Ok(Catalogue::new(lang, vec![menu])?)
        }
    };
    let edit = move |menus: Option<&Catalogue>| {
        edit(menus).map_err(|error| wire::menu_refused("", id, error))
    };
    let show = move |menus: &Catalogue| menus.menu(id).map(wire::menu);
    let shown = call.edit_menus(tenant, edit, show).await?;
    shown.ok_or_else(|| Refusal::Internal("the menu is not there".into()))
}
