//! GET /tenants/{tenant_id}/virtual_agents
//!
//! Every virtual agent of the tenant.

use chat_core::{Store, TenantId};
use desk_server::parameters::ListVirtualAgentsPath;
use desk_types::VirtualAgentList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: ListVirtualAgentsPath,
) -> Result<VirtualAgentList, Refusal> {
    call.tenant(path.tenant_id).await?;
    let all = call
        .store()
        .virtual_agents(TenantId(path.tenant_id))
        .await?;
    Ok(VirtualAgentList {
        virtual_agents: all.values().map(|it| wire::virtual_agent(it)).collect(),
    })
}
