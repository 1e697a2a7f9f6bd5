//! The virtual agents of a tenant: kept in memory with the tenant, see [`tenants`](super::tenants).

use std::sync::Arc;

use chat_core::{
    Catalogue, Keep, StoreError, TenantId, VirtualAgentDefinition, VirtualAgentId, VirtualAgents,
};
use rusqlite::{Connection, params};

use super::records::virtual_agent::VirtualAgentDefinitionRecord;
use super::sealing::Place;
use super::tenants::{self, Known};
use super::writer::Transaction;
use super::{answers, query};
use crate::vault::Vault;

/// Reads a tenant's, and tells whether a secret of one is not sealed.
pub(crate) fn load(
    connection: &Connection,
    tenant: TenantId,
    vault: Option<&dyn Vault>,
) -> Result<(VirtualAgents, bool), StoreError> {
    let rows = query::all(
        connection,
        "SELECT virtual_agent_id, record FROM virtual_agents WHERE tenant_id = ?1",
        params![tenant.0],
        |row| Ok((VirtualAgentId(row.get(0)?), row.get::<_, String>(1)?)),
    )?;
    let mut has_plain = false;
    let read = |(id, record): (VirtualAgentId, String)| {
        let opened = place(vault, tenant, id).decode::<VirtualAgentDefinitionRecord>(&record)?;
        has_plain |= opened.has_plain;
        Ok((id, Arc::new(opened.record.into_definition(id))))
    };
    let read: Result<_, StoreError> = rows.into_iter().map(read).collect();
    Ok((read?, has_plain))
}

fn place(vault: Option<&dyn Vault>, tenant: TenantId, id: VirtualAgentId) -> Place<'_> {
    Place {
        vault,
        table: "virtual_agents",
        tenant,
        row: id.0,
    }
}

/// Inserts or replaces one.
pub(crate) fn put(
    connection: &Connection,
    vault: Option<&dyn Vault>,
    tenant: TenantId,
    definition: &VirtualAgentDefinition,
) -> Result<(), StoreError> {
    let id = definition.profile.id;
    let record = VirtualAgentDefinitionRecord::from(definition);
    let record = place(vault, tenant, id).encode(&record)?;
    query::execute(
        connection,
        "INSERT INTO virtual_agents (tenant_id, virtual_agent_id, record) VALUES (?1, ?2, ?3) \
         ON CONFLICT (tenant_id, virtual_agent_id) DO UPDATE SET record = excluded.record",
        params![tenant.0, id.0, record],
    )
    .map(drop)
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
    for (_, definition) in changed {
        put(
            transaction.connection,
            transaction.vault,
            tenant,
            definition,
        )?;
    }
    Ok(())
}
