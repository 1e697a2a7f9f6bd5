//! The outbox: bodies rendered at the commit that made them, leased to whoever delivers them.
//!
//! On each channel an event waits until the first attempt of the event before it in its chat has ended; then it becomes
//! ready. So a claim looks at ready rows only, however many wait, and a retry blocks nobody.
//!
//! The status of a row: 0 waits, 1 is ready, 2 is leased, 3 was delivered, 4 was given up, 5 is shelved: its channel is off.

mod claim;
mod finish;
mod listing;
mod resend;

use chat_core::{
    CONTACT_UPDATED, Channel, CrmRecords, DeliveryId, Event, EventId, Origin, StoreError, TenantId,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

pub(crate) use self::claim::{agenda, claim, next_at};
pub(crate) use self::finish::{finish, give_back};
pub(crate) use self::listing::{get, list, loads};
pub(crate) use self::resend::{
    BATCH, discard, hasten, release_shelved, resend, resend_failed, sweep,
};
use super::counters::Counter;
use super::query;
use super::records::named::Name as _;
use super::records::{internal, nanos};
use super::writer::Transaction;

/// Writes events for the tenant's webhook, if it collects them.
pub(crate) fn insert(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    events: &[Event],
    origin: &Origin,
) -> Result<(), StoreError> {
    let known = transaction.tenants.get(tenant);
    let webhook = known.as_ref().map(|known| &known.tenant.webhook);
    let Some(webhook) = webhook.filter(|webhook| webhook.collects()) else {
        return Ok(());
    };
    let delay = webhook.steering.delay;
    for event in events {
        let payload = transaction.encoder.encode(event);
        let row = Row {
            tenant,
            chat: event.chat_id.0,
            channel: Channel::Webhook,
            seq: event.seq,
            event_id: event.id,
            event_type: event.body.event_type(),
            at: event.timestamp,
            delay,
        };
        row.insert(transaction, origin, payload)?;
    }
    Ok(())
}

/// Writes a change of contact for the tenant's CRM, if it has one of its own.
pub(crate) fn insert_contact(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    records: &CrmRecords,
    origin: &Origin,
) -> Result<(), StoreError> {
    if !is_on(transaction, tenant, Channel::Crm) {
        return Ok(());
    }
    let payload = transaction.encoder.encode_contact(records);
    let row = Row {
        tenant,
        chat: records.ticket.chat_id.0,
        channel: Channel::Crm,
        seq: records.ticket.revision,
        event_id: transaction.event_ids.event_id(
            tenant,
            records.ticket.chat_id,
            Channel::Crm,
            records.ticket.revision,
        ),
        event_type: CONTACT_UPDATED,
        at: records.ticket.updated_at,
        delay: SignedDuration::ZERO,
    };
    row.insert(transaction, origin, payload)
}

/// A new row, as far as it is not rendered.
struct Row {
    tenant: TenantId,
    chat: i64,
    channel: Channel,
    seq: u64,
    event_id: EventId,
    event_type: &'static str,
    at: Timestamp,
    /// Before the first attempt.
    delay: SignedDuration,
}

impl Row {
    fn insert(
        self,
        transaction: &mut Transaction<'_>,
        origin: &Origin,
        payload: Vec<u8>,
    ) -> Result<(), StoreError> {
        let id = Counter::Delivery.take(transaction, self.tenant)?;
        transaction.execute(
            "INSERT INTO deliveries \
             (tenant_id, chat_id, channel, seq, delivery_id, event_id, event_type, request_id, traceparent, \
             created_at, status, attempts, attempts_before, due_at, payload) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NOT EXISTS (SELECT 1 FROM deliveries \
             WHERE tenant_id = ?1 AND chat_id = ?2 AND channel = ?3 AND seq = ?4 - 1 AND lane = 0), 0, 0, ?11, ?12)",
            params![
                self.tenant.0,
                self.chat,
                self.channel.name(),
                i64::try_from(self.seq).map_err(internal)?,
                id,
                self.event_id.0.to_be_bytes(),
                self.event_type,
                origin.request_id,
                origin.traceparent,
                nanos(self.at),
                nanos(self.at.checked_add(self.delay).unwrap_or(Timestamp::MAX)),
                payload
            ],
        )?;
        *transaction.made_work = true;
        Ok(())
    }
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

/// Whether anything is to be sent on a channel.
fn is_on(transaction: &Transaction<'_>, tenant: TenantId, channel: Channel) -> bool {
    let known = transaction.tenants.get(tenant);
    known.is_some_and(|known| known.tenant.is_on(channel))
}

/// The part of a row that its end needs.
struct Place {
    chat: i64,
    channel: String,
    seq: i64,
    status: i64,
    attempts: i64,
}

/// Where a delivery stands; `NotFound` for an unknown one.
fn place(connection: &Connection, tenant: TenantId, id: DeliveryId) -> Result<Place, StoreError> {
    let place = query::optional(
        connection,
        "SELECT chat_id, channel, seq, status, attempts FROM deliveries WHERE tenant_id = ?1 AND delivery_id = ?2",
        params![tenant.0, id.0],
        |row| {
            Ok(Place {
                chat: row.get(0)?,
                channel: row.get(1)?,
                seq: row.get(2)?,
                status: row.get(3)?,
                attempts: row.get(4)?,
            })
        },
    )?;
    place.ok_or(StoreError::NotFound)
}
