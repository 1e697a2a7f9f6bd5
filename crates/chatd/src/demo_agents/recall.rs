//! Demo agents that are on again take the chats that have waited meanwhile.

use chat_core::{ChatId, Clock, Command, Store, StoreError, TenantId};
use futures::future::try_join_all;

/// Chats at a time: they share commits.
const BATCH: usize = 256;

/// Calls a demo agent for every chat that waits for people and counts on none, of every tenant that has demo agents. Again is the
/// same as once.
///
/// # Errors
///
/// Those of the store.
pub async fn recall<S: Store>(store: &S, clock: &dyn Clock) -> Result<(), StoreError> {
    for tenant in store.tenants().await? {
        if tenant.settings.demo_agents.is_some() {
            recall_of(store, clock, tenant.id).await?;
        }
    }
    Ok(())
}

async fn recall_of<S: Store>(
    store: &S,
    clock: &dyn Clock,
    tenant: TenantId,
) -> Result<(), StoreError> {
    let mut last = ChatId(0);
    loop {
        let chats = store.queued_chats(tenant, last, BATCH).await?;
        let Some(&end) = chats.last() else {
            return Ok(());
        };
        last = end;
        let now = clock.now();
        let calls = chats
            .into_iter()
            .map(|chat| store.transact(tenant, chat, Command::DemoAgentsOn, now));
        try_join_all(calls).await?;
    }
}
