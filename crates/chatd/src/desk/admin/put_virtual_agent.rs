//! PUT /tenants/{tenant_id}/virtual_agents/{virtual_agent_id}
//!
//! Creates or replaces a virtual agent; every fault of a script is told.

use chat_core::{
    Catalogue, HttpVirtualAgent, KeyPair, Store, TenantId, VirtualAgentBackend, VirtualAgentId,
    VirtualAgents,
};
use desk_server::parameters::PutVirtualAgentPath;
use desk_types::VirtualAgent;
use std::sync::Arc;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;
use crate::{random, virtual_agent};

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: PutVirtualAgentPath,
    body: VirtualAgent,
) -> Result<VirtualAgent, Refusal> {
    let tenant = TenantId(path.tenant_id);
    call.tenant(path.tenant_id).await?;
    let id = VirtualAgentId(path.virtual_agent_id);
    let fresh = KeyPair::new(random::secret(&*call.desk.random));
    let definition = wire::read_virtual_agent(id, body, fresh)?;
    let faults = virtual_agent::faults(tenant, &definition.backend, &call.desk.outbound);
    if !faults.is_empty() {
        let place = wire::backend_place(&definition.backend);
        let at = |fault| (place.to_owned(), fault);
        return Err(Refusal::Invalid(faults.into_iter().map(at).collect()));
    }
    let edit = move |all: &mut VirtualAgents, _: Option<&Catalogue>| {
        let before = all.get(&id).map(|before| before.backend.clone());
        let mut definition = definition;
        // A server that is known keeps its secret, wherever it has moved.
        if let (
            VirtualAgentBackend::Http(http),
            Some(VirtualAgentBackend::Http(HttpVirtualAgent { secret, .. })),
        ) = (&mut definition.backend, before)
        {
            http.secret = secret;
        }
        all.insert(id, Arc::new(definition));
        Ok::<_, Refusal>(())
    };
    let edited = call.store().edit_virtual_agents(tenant, edit, None).await?;
    let shown = edited?.get(&id).map(|it| wire::virtual_agent(it));
    shown.ok_or_else(|| Refusal::Internal("the virtual agent is not there".into()))
}
