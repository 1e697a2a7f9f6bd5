//! Claims: receiver by receiver, each up to its own bound, so that none waits for another's.

use chat_core::{
    Channel, ChatId, ClaimDeliveries, Delivery, DeliveryId, EventId, Origin, Receiver, StoreError,
    Tenant, TenantId,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::super::query;
use super::super::records::named::Name as _;
use super::super::records::{internal, nanos, timestamp};
use super::super::tenants::Tenants;
use super::super::writer::Transaction;
use super::is_on;
use super::resend::{BATCH, release_shelved};

/// First attempts, and repeated ones.
const LANES: [i64; 2] = [0, 1];

/// Leases deliveries that are due.
pub(crate) fn claim(
    transaction: &mut Transaction<'_>,
    claim: ClaimDeliveries,
) -> Result<Vec<Delivery>, StoreError> {
    transaction.execute(
        "UPDATE deliveries SET status = 1, lease_until = NULL WHERE status = 2 AND lease_until <= ?1 \
         /* every tenant: leases that ran out */",
        params![nanos(claim.wall_now)],
    )?;
    let mut claimed = Vec::new();
    // What is set aside and made ready: the rest of a long backlog follows at the next claims.
    let mut moves = BATCH;
    for receiver in receivers_from(transaction.connection, claim.after)? {
        let (tenant, channel) = receiver;
        if !is_on(transaction, tenant, channel) {
            moves -= shelve(transaction, receiver, moves)?;
            continue;
        }
        moves -= release_shelved(transaction, tenant, channel, moves)?;
        let turns = turns(transaction, &claim, receiver);
        let known = transaction.tenants.get(tenant);
        let paused = known.is_some_and(|known| is_paused(&known.tenant, channel));
        for number in LANES {
            let lane = Lane {
                receiver,
                number,
                paused,
            };
            let room = claim.limit - claimed.len();
            claimed.extend(lane.claim(transaction, &claim, turns, room)?);
        }
        if claimed.len() == claim.limit {
            break;
        }
    }
    Ok(claimed)
}

/// The earliest instant at which a delivery becomes due that is not leased and whose channel is on.
pub(crate) fn next_at(
    connection: &Connection,
    tenants: &Tenants,
) -> Result<Option<Timestamp>, StoreError> {
    let mut next = None;
    for receiver in receivers_from(connection, None)? {
        for lane in lanes_of(tenants, receiver) {
            next = next
                .into_iter()
                .chain(lane.next_open_at(connection, i64::MIN)?)
                .min();
        }
    }
    next.map(timestamp).transpose()
}

/// How many deliveries are due at `now` or under way, each lane counted up to `most`, and when the next one after `now` is due.
/// What is paused, or whose channel is off, is not due.
pub(crate) fn agenda(
    connection: &Connection,
    tenants: &Tenants,
    now: Timestamp,
    most: usize,
) -> Result<(u64, Option<Timestamp>), StoreError> {
    let now = nanos(now);
    let (mut due, mut next) = (0, None);
    for receiver in receivers_from(connection, None)? {
        for lane in lanes_of(tenants, receiver) {
            due += lane.count(connection, now, most)?;
            let open = lane.next_open_at(connection, now)?;
            next = next.into_iter().chain(open).min();
        }
    }
    Ok((due, next.map(timestamp).transpose()?))
}

/// The lanes of a receiver whose channel is on.
fn lanes_of(tenants: &Tenants, receiver: Receiver) -> impl Iterator<Item = Lane> + use<> {
    let known = tenants.get(receiver.0);
    let known = known.filter(|known| known.tenant.is_on(receiver.1));
    let lanes = known.map(|known| {
        let paused = is_paused(&known.tenant, receiver.1);
        LANES.map(|number| Lane {
            receiver,
            number,
            paused,
        })
    });
    lanes.into_iter().flatten()
}

/// Whether somebody holds a channel back on purpose.
fn is_paused(tenant: &Tenant, channel: Channel) -> bool {
    channel == Channel::Webhook && tenant.webhook.steering.paused
}

/// Every receiver of the tenants that have something open, in turn: those after `after` come first.
fn receivers_from(
    connection: &Connection,
    after: Option<Receiver>,
) -> Result<Vec<Receiver>, StoreError> {
    let mut receivers = Vec::new();
    let mut last = i64::MIN;
    // One look into the index per tenant, however many rows each has.
    while let Some(tenant) = query::optional(
        connection,
        "SELECT tenant_id FROM deliveries WHERE lane IS NOT NULL AND tenant_id > ?1 ORDER BY tenant_id LIMIT 1 \
         /* every tenant: one loop delivers for all */",
        params![last],
        |row| row.get(0),
    )? {
        receivers.extend(Channel::ALL.map(|channel| (TenantId(tenant), channel)));
        last = tenant;
    }
    if let Some(after) = after {
        let first = receivers.partition_point(|receiver| *receiver <= after);
        receivers.rotate_left(first);
    }
    Ok(receivers)
}

/// How many attempts of one lane a receiver takes at the same time.
fn turns(transaction: &Transaction<'_>, claim: &ClaimDeliveries, receiver: Receiver) -> usize {
    let known = transaction.tenants.get(receiver.0);
    let fails = known.is_some_and(|known| known.tenant.webhook.is_failing(claim.due_by));
    if receiver.1 == Channel::Crm || fails {
        claim.per_slow_receiver
    } else {
        claim.per_receiver
    }
}

/// What a receiver is sent apart.
#[derive(Clone, Copy)]
struct Lane {
    receiver: Receiver,
    number: i64,
    /// Only what is forced goes out.
    paused: bool,
}

impl Lane {
    /// When the first delivery that is not leased or held becomes due, after `after`; the channel is on, so that what is
    /// still shelved will be ready by then.
    fn next_open_at(self, connection: &Connection, after: i64) -> Result<Option<i64>, StoreError> {
        let ready = self.next_at(connection, 1, after)?;
        let shelved = self.next_at(connection, 5, after)?;
        Ok(ready.into_iter().chain(shelved).min())
    }

    /// When the first delivery of a status that is not held becomes due, after `after`.
    fn next_at(
        self,
        connection: &Connection,
        status: i64,
        after: i64,
    ) -> Result<Option<i64>, StoreError> {
        let (tenant, channel) = self.receiver;
        query::optional(
            connection,
            "SELECT due_at FROM deliveries WHERE tenant_id = ?1 AND channel = ?2 AND status = ?6 AND lane = ?3 \
             AND due_at > ?4 AND forced >= ?5 ORDER BY due_at LIMIT 1",
            params![
                tenant.0,
                channel.name(),
                self.number,
                after,
                self.paused,
                status
            ],
            |row| row.get(0),
        )
    }

    /// How many are due at `now` or leased, at most `most`.
    fn count(self, connection: &Connection, now: i64, most: usize) -> Result<u64, StoreError> {
        let (tenant, channel) = self.receiver;
        let count = query::optional(
            connection,
            "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE tenant_id = ?1 AND channel = ?2 AND lane = ?3 \
             AND (status = 2 OR status IN (1, 5) AND due_at <= ?4 AND forced >= ?5) LIMIT ?6)",
            params![
                tenant.0,
                channel.name(),
                self.number,
                now,
                self.paused,
                query::limit(most)
            ],
            |row| row.get::<_, i64>(0),
        )?;
        u64::try_from(count.unwrap_or(0)).map_err(internal)
    }

    /// Leases what is due while there are turns and room.
    fn claim(
        self,
        transaction: &Transaction<'_>,
        claim: &ClaimDeliveries,
        turns: usize,
        room: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let Self {
            receiver,
            number: lane,
            paused,
        } = self;
        let due_by = nanos(claim.due_by);
        let earliest = self.next_at(transaction.connection, 1, i64::MIN)?;
        if earliest.is_none_or(|at| at > due_by) {
            return Ok(Vec::new());
        }
        let (tenant, channel) = receiver;
        let leased = query::optional(
            transaction.connection,
            "SELECT count(*) FROM deliveries WHERE tenant_id = ?1 AND channel = ?2 AND status = 2 AND lane = ?3",
            params![tenant.0, channel.name(), lane],
            |row| row.get::<_, u32>(0),
        )?;
        let leased = usize::try_from(leased.unwrap_or(0)).map_err(internal)?;
        let free = turns.saturating_sub(leased).min(room);
        let due = query::all(
            transaction.connection,
            "SELECT delivery_id, chat_id, event_id, seq, event_type, request_id, traceparent, attempts, attempts_before, payload \
         FROM deliveries WHERE tenant_id = ?1 AND channel = ?2 AND status = 1 AND lane = ?3 AND due_at <= ?4 \
         AND forced >= ?6 ORDER BY due_at, rowid LIMIT ?5",
            params![
                tenant.0,
                channel.name(),
                lane,
                due_by,
                query::limit(free),
                paused
            ],
            |row| delivery(row, receiver),
        )?;
        for delivery in &due {
            transaction.execute(
            "UPDATE deliveries SET status = 2, lease_until = ?3 WHERE tenant_id = ?1 AND delivery_id = ?2",
            params![tenant.0, delivery.id.0, nanos(claim.lease_until)],
        )?;
        }
        Ok(due)
    }
}

fn delivery(row: &Row<'_>, (tenant, channel): Receiver) -> rusqlite::Result<Delivery> {
    let attempts: u32 = row.get(7)?;
    Ok(Delivery {
        id: DeliveryId(row.get(0)?),
        tenant,
        channel,
        chat: ChatId(row.get(1)?),
        event_id: EventId(u128::from_be_bytes(row.get(2)?)),
        seq: row.get::<_, i64>(3)?.cast_unsigned(),
        event_type: row.get(4)?,
        origin: Origin {
            request_id: row.get(5)?,
            traceparent: row.get(6)?,
        },
        attempts,
        attempts_of_run: attempts.saturating_sub(row.get(8)?),
        payload: row.get(9)?,
    })
}

/// Sets aside what is ready on a channel that is off, at most so many; tells how many.
fn shelve(
    transaction: &Transaction<'_>,
    (tenant, channel): Receiver,
    limit: usize,
) -> Result<usize, StoreError> {
    transaction.execute(
        "UPDATE deliveries SET status = 5 WHERE tenant_id = ?1 AND delivery_id IN (SELECT delivery_id FROM deliveries \
         WHERE tenant_id = ?1 AND channel = ?2 AND status = 1 AND lane IN (0, 1) LIMIT ?3)",
        params![tenant.0, channel.name(), query::limit(limit)],
    )
}
