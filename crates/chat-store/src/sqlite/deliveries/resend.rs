//! What people and sweeps do to deliveries: send again, hasten, discard, release, forget.

use chat_core::{Channel, ChatId, DeliveryId, DeliveryRecord, StoreError, TenantId};
use jiff::Timestamp;
use rusqlite::params;

use super::super::query;
use super::super::records::named::Name as _;
use super::super::records::nanos;
use super::super::writer::Transaction;
use super::get;

/// Deliveries that one transaction changes at once: the only writer is everybody's.
pub(crate) const BATCH: usize = 1000;

/// Makes a delivery ready again, with the whole retry schedule before it, unless it is being sent or waits for its turn.
pub(crate) fn resend(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: DeliveryId,
    now: Timestamp,
) -> Result<DeliveryRecord, StoreError> {
    transaction.execute(
        "UPDATE deliveries SET status = 1, attempts_before = attempts, due_at = min(?3, CASE WHEN status = 1 THEN due_at ELSE ?3 END) \
         WHERE tenant_id = ?1 AND delivery_id = ?2 AND status NOT IN (0, 2)",
        params![tenant.0, id.0, nanos(now)],
    )?;
    *transaction.made_work = true;
    let found = get(transaction.connection, tenant, id)?;
    found.map(|(record, _)| record).ok_or(StoreError::NotFound)
}

/// The same for deliveries that were given up, the newest first, at most [`BATCH`]; tells how many.
pub(crate) fn resend_failed(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    since: Timestamp,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let resent = transaction.execute(
        "UPDATE deliveries SET status = 1, attempts_before = attempts, due_at = ?3 WHERE tenant_id = ?1 AND delivery_id IN \
         (SELECT delivery_id FROM deliveries WHERE tenant_id = ?1 AND status = 4 AND created_at >= ?2 \
         ORDER BY delivery_id DESC LIMIT ?4)",
        params![
            tenant.0,
            nanos(since),
            nanos(now),
            query::limit(BATCH)
        ],
    )?;
    *transaction.made_work |= resent > 0;
    Ok(resent)
}

/// Lets what waits go out at once, in the order of writing, although it is paused, delayed or waits for another attempt.
pub(crate) fn hasten(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    chat: Option<ChatId>,
    limit: usize,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let hastened = transaction.execute(
        "UPDATE deliveries SET forced = 1, due_at = min(due_at, ?3) WHERE tenant_id = ?1 AND delivery_id IN \
         (SELECT delivery_id FROM deliveries WHERE tenant_id = ?1 AND (?2 IS NULL OR chat_id = ?2) \
         AND status IN (0, 1) AND lane IN (0, 1) ORDER BY delivery_id LIMIT ?4)",
        params![
            tenant.0,
            chat.map(|chat| chat.0),
            nanos(now),
            query::limit(limit)
        ],
    )?;
    *transaction.made_work |= hastened > 0;
    Ok(hastened)
}

/// Gives up what is not being sent.
pub(crate) fn discard(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
) -> Result<usize, StoreError> {
    let discarded = transaction.execute(
        "UPDATE deliveries SET status = 4, last_error = 'discarded' WHERE tenant_id = ?1 AND status <> 2 \
         AND lane IN (0, 1)",
        params![tenant.0],
    )?;
    *transaction.made_work |= discarded > 0;
    Ok(discarded)
}

/// Makes ready what was shelved while a channel was off, at most so many; tells how many. Claims do the rest.
pub(crate) fn release_shelved(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    channel: Channel,
    limit: usize,
) -> Result<usize, StoreError> {
    let released = transaction.execute(
        "UPDATE deliveries SET status = 1 WHERE tenant_id = ?1 AND delivery_id IN (SELECT delivery_id FROM deliveries \
         WHERE tenant_id = ?1 AND channel = ?2 AND status = 5 AND lane IN (0, 1) LIMIT ?3)",
        params![tenant.0, channel.name(), query::limit(limit)],
    )?;
    *transaction.made_work |= released > 0;
    Ok(released)
}

/// Forgets deliveries that were accepted before `before`, at most so many; tells how many.
pub(crate) fn sweep(
    transaction: &mut Transaction<'_>,
    before: Timestamp,
    limit: usize,
) -> Result<usize, StoreError> {
    transaction.execute(
        "DELETE FROM deliveries WHERE rowid IN (SELECT rowid FROM deliveries WHERE status = 3 AND last_attempt_at < ?1 \
         ORDER BY last_attempt_at LIMIT ?2) /* every tenant: one sweep for all */",
        params![nanos(before), query::limit(limit)],
    )
}
