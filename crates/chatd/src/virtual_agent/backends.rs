//! The backend of each virtual agent, as the tenant has chosen it.

use std::sync::Arc;

use chat_core::{
    Chat, Store, StoreError, TenantId, VirtualAgentBackend, VirtualAgents as Definitions,
};
use tracing::warn;

use super::http::{HttpBackend, UnderWay};
use super::scripted::{Scripts, builtin, play};
use super::{Turn, TurnInput, VirtualAgent};
use crate::timers::Slot;

/// Every virtual agent of every tenant.
#[derive(Debug)]
pub struct VirtualAgents<S> {
    store: Arc<S>,
    scripts: Scripts,
    http: HttpBackend<S>,
}

impl<S: Store> VirtualAgents<S> {
    /// Looks definitions up in the store.
    #[must_use]
    pub fn new(store: Arc<S>, http: HttpBackend<S>) -> Self {
        Self {
            store,
            scripts: Scripts::default(),
            http,
        }
    }
}

/// The virtual agents of the tenant as they were when the turn began, and what the turn holds.
#[derive(Debug)]
pub struct Admitted {
    all: Arc<Definitions>,
    _slot: Option<Slot>,
    _under_way: Option<UnderWay>,
}

impl<S: Store> VirtualAgent for VirtualAgents<S> {
    type Admitted = Admitted;

    async fn admit(
        &self,
        tenant: TenantId,
        chat: &Chat,
        slot: Slot,
    ) -> Result<Option<Admitted>, StoreError> {
        let all = self.store.virtual_agents(tenant).await?;
        let id = chat.virtual_agent_id;
        let backend = id.and_then(|id| all.get(&id)).map(|it| &it.backend);
        if !matches!(backend, Some(VirtualAgentBackend::Http(_))) {
            return Ok(Some(Admitted {
                all,
                _slot: Some(slot),
                _under_way: None,
            }));
        }
        let under_way = self.http.begin(tenant);
        Ok(under_way.map(|under_way| Admitted {
            all,
            _slot: None,
            _under_way: Some(under_way),
        }))
    }

    async fn turn(&self, input: TurnInput<'_>, admitted: Admitted) -> Result<Turn, StoreError> {
        let (tenant, chat) = (input.tenant, input.chat.id);
        let all = &admitted.all;
        let id = input.chat.virtual_agent_id;
        let Some(definition) = id.and_then(|id| all.get(&id)) else {
            warn!(%tenant, %chat, virtual_agent = ?id, "the chat's virtual agent is not defined");
            return Ok(Turn::failed());
        };
        match &definition.backend {
            VirtualAgentBackend::Builtin => Ok(builtin(&input.scene())),
            VirtualAgentBackend::Scripted { toml } => {
                match self.scripts.of(tenant, all, definition, toml) {
                    Ok(script) => Ok(play(&script, &input.scene())),
                    Err(faults) => {
                        let virtual_agent = definition.profile.id;
                        warn!(%tenant, %chat, %virtual_agent, %faults, "a script is not sound");
                        Ok(Turn::failed())
                    }
                }
            }
            VirtualAgentBackend::Http(server) => {
                self.http.turn(input, &definition.profile, server).await
            }
        }
    }
}
