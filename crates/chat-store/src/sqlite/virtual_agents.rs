//! The virtual agents of a tenant: kept in memory with the tenant, see [`tenants`](super::tenants).

use std::sync::Arc;

use chat_core::{Catalogue, Keep, StoreError, TenantId, VirtualAgentId, VirtualAgents};
use rusqlite::{Connection, params};

use super::records::virtual_agent::VirtualAgentDefinitionRecord;
use super::records::{decode, encode};
use super::tenants::{self, Known};
use super::writer::Transaction;
use super::{answers, query};

/// Reads a tenant's.
pub(crate) fn load(connection: &Connection, tenant: TenantId) -> Result<VirtualAgents, StoreError> {
    let rows = query::all(
        connection,
        "SELECT virtual_agent_id, record FROM virtual_agents WHERE tenant_id = ?1",
        params![tenant.0],
        |row| Ok((VirtualAgentId(row.get(0)?), row.get::<_, String>(1)?)),
    )?;
    let read = |(id, record): (VirtualAgentId, String)| {
        let record: VirtualAgentDefinitionRecord = decode(&record)?;
        Ok((id, Arc::new(record.into_definition(id))))
    };
    rows.into_iter().map(read).collect()
}

/// Changes them; what `edit` refuses changes nothing.
pub(crate) fn edit<E>(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    edit: impl FnOnce(&mut VirtualAgents, Option<&Catalogue>) -> Result<(), E>,
    keep: Option<Keep<Arc<VirtualAgents>>>,
) -> Result<Result<Arc<VirtualAgents>, E>, StoreError> {
    let known = transaction
        .tenants
        .get(tenant)
        .ok_or(StoreError::NotFound)?;
    let mut edited = VirtualAgents::clone(&known.virtual_agents);
    if let Err(refused) = edit(&mut edited, known.catalogue.as_deref()) {
        return Ok(Err(refused));
    }
    write(transaction, tenant, &known.virtual_agents, &edited)?;
    let edited = Arc::new(edited);
    let catalogue = known.catalogue.clone();
    transaction.tenants.put(Known {
        virtual_agents: Arc::clone(&edited),
        ..known
    });
    if let Some(menus) = catalogue {
        tenants::put_catalogue(transaction, tenant, Arc::unwrap_or_clone(menus))?;
    }
    answers::keep(transaction, None, keep, &edited)?;
    Ok(Ok(edited))
}

/// Writes what differs.
fn write(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    before: &VirtualAgents,
    after: &VirtualAgents,
) -> Result<(), StoreError> {
    for id in before.keys().filter(|id| !after.contains_key(id)) {
        transaction.execute(
            "DELETE FROM virtual_agents WHERE tenant_id = ?1 AND virtual_agent_id = ?2",
            params![tenant.0, id.0],
        )?;
    }
    let changed = after
        .iter()
        .filter(|(id, definition)| before.get(id) != Some(definition));
    for (id, definition) in changed {
        let record = encode(&VirtualAgentDefinitionRecord::from(&**definition))?;
        transaction.execute(
            "INSERT INTO virtual_agents (tenant_id, virtual_agent_id, record) VALUES (?1, ?2, ?3) \
             ON CONFLICT (tenant_id, virtual_agent_id) DO UPDATE SET record = excluded.record",
            params![tenant.0, id.0, record],
        )?;
    }
    Ok(())
}
