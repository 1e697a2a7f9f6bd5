//! DELETE /tenants/{tenant_id}/virtual_agents/{virtual_agent_id}
//!
//! Removes a virtual agent that no menu names.

use chat_core::{Catalogue, Store, TenantId, VirtualAgentId, VirtualAgents};
use desk_server::parameters::DeleteVirtualAgentPath;
use desk_types::Removed;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: DeleteVirtualAgentPath,
) -> Result<Removed, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let id = VirtualAgentId(path.virtual_agent_id);
    let edit = move |all: &mut VirtualAgents, menus: Option<&Catalogue>| {
        let named = menus.and_then(|menus| {
            let mut menus = menus.menus();
            menus.find(|menu| menu.virtual_agent.as_ref().is_some_and(|it| it.id == id))
        });
        if let Some(menu) = named {
            let message = format!(
                "menu {} names virtual agent {id}, name another there first",
                menu.id
            );
            return Err(Refusal::Conflict(message));
        }
        all.remove(&id)
            .map(drop)
            .ok_or_else(|| wire::virtual_agent_not_found(id))
    };
    call.store()
        .edit_virtual_agents(tenant, edit, None)
        .await??;
    Ok(wire::removed())
}
