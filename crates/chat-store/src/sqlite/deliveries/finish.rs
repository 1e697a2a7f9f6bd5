//! The end of an attempt: of its delivery, for the next event of the chat, and for the webhook.

use chat_core::{AttemptEnd, Channel, DeliveryId, DeliveryOutcome, StoreError, Tenant, TenantId};
use rusqlite::params;

use super::super::records::named::Name as _;
use super::super::records::nanos;
use super::super::tenants;
use super::super::writer::Transaction;
use super::{Place, place};

/// What is kept of an error, in bytes.
const MAX_ERROR: usize = 1024;

/// Ends an attempt and its lease; the next event of the chat becomes ready after the first attempt. A delivery that has
/// ended stays as it is.
pub(crate) fn finish(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: DeliveryId,
    end: &AttemptEnd,
) -> Result<(), StoreError> {
    let place = place(transaction.connection, tenant, id)?;
    if matches!(place.status, 3 | 4) {
        return Ok(());
    }
    let (status, due_at) = match end.outcome {
        DeliveryOutcome::Delivered => (3, None),
        DeliveryOutcome::Retry { at } => (1, Some(nanos(at))),
        DeliveryOutcome::Dead => (4, None),
    };
    transaction.execute(
        "UPDATE deliveries SET status = ?3, attempts = attempts + 1, due_at = coalesce(?4, due_at), lease_until = NULL, forced = 0, \
         last_attempt_at = ?5, last_status = ?6, last_error = ?7 WHERE tenant_id = ?1 AND delivery_id = ?2",
        params![
            tenant.0,
            id.0,
            status,
            due_at,
            nanos(end.at),
            end.status,
            end.error.as_deref().map(shortened)
        ],
    )?;
    if place.attempts == 0 {
        ready_next(transaction, tenant, &place)?;
    }
    if place.channel == Channel::Webhook.name() {
        note(transaction, tenant, end)?;
    }
    *transaction.made_work = true;
    Ok(())
}

/// Ends a lease without an attempt.
pub(crate) fn give_back(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    id: DeliveryId,
) -> Result<(), StoreError> {
    let returned = transaction.execute(
        "UPDATE deliveries SET status = 1, lease_until = NULL WHERE tenant_id = ?1 AND delivery_id = ?2 AND status = 2",
        params![tenant.0, id.0],
    )?;
    *transaction.made_work |= returned > 0;
    Ok(())
}

fn ready_next(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    place: &Place,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "UPDATE deliveries SET status = 1 \
             WHERE tenant_id = ?1 AND chat_id = ?2 AND channel = ?3 AND seq = ?4 AND status = 0",
            params![tenant.0, place.chat, place.channel, place.seq + 1],
        )
        .map(drop)
}

/// In the same transaction, so that a webhook that fails is never counted from a later instant after a crash.
fn note(
    transaction: &mut Transaction<'_>,
    id: TenantId,
    end: &AttemptEnd,
) -> Result<(), StoreError> {
    let Some(known) = transaction.tenants.get(id) else {
        return Ok(());
    };
    let mut webhook = known.tenant.webhook.clone();
    if !webhook.note_attempt(end) {
        return Ok(());
    }
    if let Some(reason) = &webhook.disabled_reason {
        tracing::warn!(tenant = %id, reason, "the webhook is switched off");
    }
    let tenant = (*known.tenant).clone();
    tenants::put_tenant(transaction, Tenant { webhook, ..tenant })
}

fn shortened(error: &str) -> &str {
    &error[..error.floor_char_boundary(MAX_ERROR)]
}
