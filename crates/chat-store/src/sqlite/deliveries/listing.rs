//! Deliveries for people, and how much there is to do.

use chat_core::{
    Channel, ChatId, DeliveryFilter, DeliveryId, DeliveryRecord, DeliveryState, EventId, Origin,
    OutboxLoad, StoreError, TenantId,
};
use rusqlite::{Connection, Row, params};

use super::super::query;
use super::super::records::named::{self, Name as _};
use super::super::records::timestamp;

/// Deliveries, the newest first.
pub(crate) fn list(
    connection: &Connection,
    tenant: TenantId,
    filter: &DeliveryFilter,
    limit: usize,
) -> Result<Vec<DeliveryRecord>, StoreError> {
    let rows = query::all(
        connection,
        "SELECT delivery_id, channel, chat_id, seq, event_id, event_type, request_id, traceparent, \
             state, attempts, created_at, due_at, last_attempt_at, last_status, last_error \
             FROM deliveries WHERE tenant_id = ?1 AND delivery_id < ?2 AND (?3 IS NULL OR chat_id = ?3) \
             AND (?4 IS NULL OR channel = ?4) AND (?5 IS NULL OR event_type = ?5) AND (?6 IS NULL OR state = ?6) \
             ORDER BY delivery_id DESC LIMIT ?7",
        params![
            tenant.0,
            filter.before.map_or(i64::MAX, |id| id.0),
            filter.chat.map(|chat| chat.0),
            filter.channel.map(Channel::name),
            filter.event_type,
            filter.state.map(DeliveryState::name),
            query::limit(limit)
        ],
        Stored::read,
    )?;
    rows.into_iter().map(Stored::into_record).collect()
}

/// A delivery and its body.
pub(crate) fn get(
    connection: &Connection,
    tenant: TenantId,
    id: DeliveryId,
) -> Result<Option<(DeliveryRecord, Vec<u8>)>, StoreError> {
    let row = query::optional(
        connection,
        "SELECT delivery_id, channel, chat_id, seq, event_id, event_type, request_id, traceparent, \
         state, attempts, created_at, due_at, last_attempt_at, last_status, last_error, payload \
         FROM deliveries WHERE tenant_id = ?1 AND delivery_id = ?2",
        params![tenant.0, id.0],
        |row| Ok((Stored::read(row)?, row.get(15)?)),
    )?;
    row.map(|(stored, payload)| Ok((stored.into_record()?, payload)))
        .transpose()
}

/// What every receiver is still to be sent.
pub(crate) fn loads(connection: &Connection) -> Result<Vec<OutboxLoad>, StoreError> {
    let rows = query::all(
        connection,
        "SELECT tenant_id, channel, sum(status <> 5 AND lane = 0), sum(status <> 5 AND lane = 1), sum(status = 5), \
         min(CASE WHEN status <> 5 THEN created_at END) FROM deliveries WHERE lane IS NOT NULL \
         GROUP BY tenant_id, channel /* every tenant: for metrics */",
        [],
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                [row.get(2)?, row.get(3)?, row.get::<_, u32>(4)?],
                row.get::<_, Option<i64>>(5)?,
            ))
        },
    )?;
    rows.into_iter()
        .map(|(tenant, channel, [pending, retrying, shelved], oldest)| {
            Ok(OutboxLoad {
                tenant: TenantId(tenant),
                channel: named::parse(&channel)?,
                pending,
                retrying,
                shelved,
                oldest: oldest.map(timestamp).transpose()?,
            })
        })
        .collect()
}

struct Stored {
    id: i64,
    channel: String,
    chat: i64,
    seq: i64,
    event_id: [u8; 16],
    event_type: String,
    origin: Origin,
    state: String,
    attempts: u32,
    created_at: i64,
    due_at: i64,
    last_attempt_at: Option<i64>,
    last_status: Option<u16>,
    last_error: Option<String>,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            channel: row.get(1)?,
            chat: row.get(2)?,
            seq: row.get(3)?,
            event_id: row.get(4)?,
            event_type: row.get(5)?,
            origin: Origin {
                request_id: row.get(6)?,
                traceparent: row.get(7)?,
            },
            state: row.get(8)?,
            attempts: row.get(9)?,
            created_at: row.get(10)?,
            due_at: row.get(11)?,
            last_attempt_at: row.get(12)?,
            last_status: row.get(13)?,
            last_error: row.get(14)?,
        })
    }

    fn into_record(self) -> Result<DeliveryRecord, StoreError> {
        let state: DeliveryState = named::parse(&self.state)?;
        let is_due = matches!(state, DeliveryState::Pending | DeliveryState::Retrying);
        Ok(DeliveryRecord {
            id: DeliveryId(self.id),
            channel: named::parse(&self.channel)?,
            chat: ChatId(self.chat),
            seq: self.seq.cast_unsigned(),
            event_id: EventId(u128::from_be_bytes(self.event_id)),
            event_type: self.event_type,
            origin: self.origin,
            state,
            attempts: self.attempts,
            created_at: timestamp(self.created_at)?,
            due_at: is_due.then(|| timestamp(self.due_at)).transpose()?,
            last_attempt_at: self.last_attempt_at.map(timestamp).transpose()?,
            last_status: self.last_status,
            last_error: self.last_error,
        })
    }
}
