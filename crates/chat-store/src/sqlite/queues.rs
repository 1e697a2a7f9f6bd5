//! How many chats each queue holds: counters that move in the transaction in which a chat moves.

use chat_core::{MenuId, QueueLoad, QueueLoads, QueuePlace, StoreError, TenantId};
use rusqlite::{Connection, params};

use super::query;
use super::writer::Transaction;

/// The load of every queue that holds chats.
pub(crate) fn loads(connection: &Connection, tenant: TenantId) -> Result<QueueLoads, StoreError> {
    let loads = query::all(
        connection,
        "SELECT menu_id, waiting, serving FROM queue_loads WHERE tenant_id = ?1 AND waiting + serving > 0",
        params![tenant.0],
        |row| {
            Ok((
                MenuId(row.get(0)?),
                QueueLoad {
                    waiting: row.get(1)?,
                    serving: row.get(2)?,
                },
            ))
        },
    )?;
    Ok(QueueLoads(loads.into_iter().collect()))
}

/// Counts a chat that went from one place to another.
pub(crate) fn moved(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    from: Option<QueuePlace>,
    to: Option<QueuePlace>,
) -> Result<(), StoreError> {
    if from == to {
        return Ok(());
    }
    if let Some(place) = from {
        add(transaction, tenant, place, -1)?;
    }
    match to {
        Some(place) => add(transaction, tenant, place, 1),
        None => Ok(()),
    }
}

fn add(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    place: QueuePlace,
    count: i64,
) -> Result<(), StoreError> {
    let (menu, waiting, serving) = match place {
        QueuePlace::Waiting(menu) => (menu, count, 0),
        QueuePlace::Serving(menu) => (menu, 0, count),
    };
    let params = params![tenant.0, menu.0, waiting, serving];
    let changed = transaction.execute(
        "UPDATE queue_loads SET waiting = waiting + ?3, serving = serving + ?4 WHERE tenant_id = ?1 AND menu_id = ?2",
        params,
    )?;
    if changed == 0 {
        transaction.execute(
            "INSERT INTO queue_loads (tenant_id, menu_id, waiting, serving) VALUES (?1, ?2, ?3, ?4)",
            params,
        )?;
    }
    Ok(())
}
