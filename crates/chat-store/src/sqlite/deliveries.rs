//! The outbox: events rendered at the commit that made them, leased to whoever delivers them.
//!
//! An event waits until the first attempt of the event before it in its chat has ended; then it becomes ready. So a
//! claim looks at ready rows only, however many wait, and a retry blocks nobody.
//!
//! The status of a row: 0 waits, 1 is ready, 2 is leased, 3 was delivered, 4 was given up. What was claimed while the
//! webhook is off keeps a lease without an end, so that no claim sees it until the webhook is on again.

use chat_core::{
    ChatId, ClaimDeliveries, Delivery, DeliveryId, DeliveryOutcome, Event, EventId, StoreError,
    TenantId,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::query;
use super::records::{internal, nanos, timestamp};
use super::writer::Transaction;

/// Writes events to the outbox, if the tenant's webhook is on.
pub(crate) fn insert(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    events: &[Event],
) -> Result<(), StoreError> {
    if events.is_empty() || !is_on(transaction, tenant) {
        return Ok(());
    }
    for event in events {
        let payload = transaction.encoder.encode(event);
        transaction.execute(
            "INSERT INTO deliveries \
             (tenant_id, chat_id, event_seq, event_id, event_type, payload, status, attempts, due_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, NOT EXISTS (SELECT 1 FROM deliveries \
             WHERE tenant_id = ?1 AND chat_id = ?2 AND event_seq = ?3 - 1 AND attempts = 0 AND status < 3), 0, ?7)",
            params![
                tenant.0,
                event.chat_id.0,
                seq(event.seq)?,
                event.id.0.to_be_bytes(),
                event.body.event_type(),
                payload,
                nanos(event.timestamp)
            ],
        )?;
    }
    *transaction.made_work = true;
    Ok(())
}

/// Leases deliveries that are due.
pub(crate) fn claim(
    transaction: &mut Transaction<'_>,
    claim: ClaimDeliveries,
) -> Result<Vec<Delivery>, StoreError> {
    let ClaimDeliveries {
        due_by,
        wall_now,
        lease_until,
        limit,
    } = claim;
    transaction.execute(
        "UPDATE deliveries SET status = 1, lease_until = NULL WHERE status = 2 AND lease_until <= ?1 \
         /* every tenant: leases that ran out */",
        params![nanos(wall_now)],
    )?;
    let rows = query::all(
        transaction.connection,
        "SELECT rowid, tenant_id, chat_id, event_seq, event_id, event_type, payload, attempts FROM deliveries \
         WHERE status = 1 AND due_at <= ?1 ORDER BY due_at, rowid LIMIT ?2 \
         /* every tenant: one loop delivers for all */",
        params![nanos(due_by), query::limit(limit)],
        Stored::read,
    )?;
    let mut deliveries = Vec::with_capacity(rows.len());
    for row in rows {
        transaction.execute(
            "UPDATE deliveries SET status = 2, lease_until = ?4 \
             WHERE tenant_id = ?1 AND chat_id = ?2 AND event_seq = ?3",
            params![row.tenant, row.chat, row.event_seq, nanos(lease_until)],
        )?;
        deliveries.push(row.into_delivery()?);
    }
    Ok(deliveries)
}

/// Ends an attempt and its lease; the next event of the chat becomes ready after the first attempt.
///
/// The id is the row's rowid: it is used only between a claim and its end in one process, so it need not survive a
/// restart. A delivery that has ended stays as it is.
pub(crate) fn finish(
    transaction: &mut Transaction<'_>,
    id: DeliveryId,
    outcome: DeliveryOutcome,
) -> Result<(), StoreError> {
    let row = query::optional(
        transaction.connection,
        "SELECT tenant_id, chat_id, event_seq, attempts, due_at, status FROM deliveries WHERE rowid = ?1 \
         /* every tenant: the id comes from a claim, never from a caller */",
        params![id.0],
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, i64>(3)?,
                row.get::<_, i64>(4)?,
                row.get::<_, i64>(5)?,
            ))
        },
    )?;
    let (tenant, chat, event_seq, attempts, due_at, status) = row.ok_or(StoreError::NotFound)?;
    if status > 2 {
        return Ok(());
    }
    let (status, due_at) = match outcome {
        DeliveryOutcome::Delivered => (3, due_at),
        DeliveryOutcome::Retry { at } => (1, nanos(at)),
        DeliveryOutcome::Dead => (4, due_at),
        // Switched on since it was claimed: nothing would release it.
        DeliveryOutcome::Shelved if is_on(transaction, TenantId(tenant)) => (1, due_at),
        DeliveryOutcome::Shelved => (2, due_at),
    };
    let attempted = outcome != DeliveryOutcome::Shelved;
    transaction.execute(
        "UPDATE deliveries SET status = ?4, attempts = attempts + ?6, due_at = ?5, lease_until = NULL \
         WHERE tenant_id = ?1 AND chat_id = ?2 AND event_seq = ?3",
        params![tenant, chat, event_seq, status, due_at, attempted],
    )?;
    if attempted && attempts == 0 {
        transaction.execute(
            "UPDATE deliveries SET status = 1 WHERE tenant_id = ?1 AND chat_id = ?2 AND event_seq = ?3 AND status = 0",
            params![tenant, chat, event_seq + 1],
        )?;
    }
    *transaction.made_work = true;
    Ok(())
}

/// Makes ready what was shelved while the tenant's webhook was off.
pub(crate) fn release_shelved(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
) -> Result<(), StoreError> {
    let released = transaction.execute(
        "UPDATE deliveries SET status = 1 WHERE tenant_id = ?1 AND status = 2 AND lease_until IS NULL",
        params![tenant.0],
    )?;
    *transaction.made_work |= released > 0;
    Ok(())
}

/// The earliest instant at which a delivery that is not leased becomes due.
pub(crate) fn next_at(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let next = query::optional(
        connection,
        "SELECT due_at FROM deliveries WHERE status = 1 ORDER BY due_at LIMIT 1 \
         /* every tenant: one loop delivers for all */",
        [],
        |row| row.get(0),
    )?;
    next.map(timestamp).transpose()
}

/// Ends every lease: whoever held one was a process that is gone.
pub(crate) fn void_leases(connection: &Connection) -> Result<(), StoreError> {
    query::execute(
        connection,
        "UPDATE deliveries SET status = 1, lease_until = NULL WHERE status = 2 /* every tenant: at the start */",
        [],
    )
    .map(drop)
}

fn is_on(transaction: &Transaction<'_>, tenant: TenantId) -> bool {
    let known = transaction.tenants.get(tenant);
    known.is_some_and(|known| known.tenant.webhook.is_on())
}

fn seq(seq: u64) -> Result<i64, StoreError> {
    i64::try_from(seq).map_err(internal)
}

struct Stored {
    id: i64,
    tenant: i64,
    chat: i64,
    event_seq: i64,
    event_id: [u8; 16],
    event_type: String,
    payload: Vec<u8>,
    attempts: u32,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            tenant: row.get(1)?,
            chat: row.get(2)?,
            event_seq: row.get(3)?,
            event_id: row.get(4)?,
            event_type: row.get(5)?,
            payload: row.get(6)?,
            attempts: row.get(7)?,
        })
    }

    fn into_delivery(self) -> Result<Delivery, StoreError> {
        Ok(Delivery {
            id: DeliveryId(self.id),
            tenant: TenantId(self.tenant),
            chat: ChatId(self.chat),
            event_id: EventId(u128::from_be_bytes(self.event_id)),
            event_seq: u64::try_from(self.event_seq).map_err(internal)?,
            event_type: self.event_type,
            payload: self.payload,
            attempts: self.attempts,
        })
    }
}
