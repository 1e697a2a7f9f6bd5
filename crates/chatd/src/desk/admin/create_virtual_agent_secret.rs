//! POST /tenants/{tenant_id}/virtual_agents/{virtual_agent_id}/secret
//!
//! Makes the secret that signs the requests of an HTTP virtual agent, shown this once.

use chat_core::{
    Catalogue, Secret, Store, TenantId, VirtualAgentBackend, VirtualAgentId, VirtualAgents,
};
use desk_server::parameters::CreateVirtualAgentSecretPath;
use desk_types::{CreateVirtualAgentSecretRequest, CreatedSecret};
use std::sync::Arc;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;
use crate::random;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: CreateVirtualAgentSecretPath,
    _: CreateVirtualAgentSecretRequest,
) -> Result<CreatedSecret, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let id = VirtualAgentId(path.virtual_agent_id);
    let secret = random::secret(&*call.desk.random);
    let made = Secret::new(secret.clone());
    let edit = move |all: &mut VirtualAgents, _: Option<&Catalogue>| {
        let found = all
            .get_mut(&id)
            .ok_or_else(|| wire::virtual_agent_not_found(id))?;
        let VirtualAgentBackend::Http(http) = &mut Arc::make_mut(found).backend else {
            let message = format!("virtual agent {id} is not of the backend http");
            return Err(Refusal::Conflict(message));
        };
        // The one before stays in force beside the new one until the next call.
        let before = std::mem::replace(&mut http.secret.primary, made);
        http.secret.secondary = Some(before);
        Ok(())
    };
    let keep = call.keep_secret();
    call.store()
        .edit_virtual_agents(tenant, edit, keep)
        .await??;
    Ok(CreatedSecret { secret })
}
