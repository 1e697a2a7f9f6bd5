//! What is due by an instant, and when the next thing is: what moving the clock asks.

use chat_core::{Agenda, StoreError};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::records::{internal, nanos, timestamp};
use super::tenants::Tenants;
use super::{deliveries, query};

/// Due things are counted up to this.
const MANY: usize = 1000;

/// What is open at `now`, and the next instant after it.
pub(crate) fn read(
    connection: &Connection,
    tenants: &Tenants,
    now: Timestamp,
) -> Result<Agenda, StoreError> {
    let (deliveries_due, delivery) = deliveries::agenda(connection, tenants, now, MANY)?;
    let timers_due = query::optional(
        connection,
        "SELECT count(*) FROM (SELECT 1 FROM timers WHERE due_at <= ?1 LIMIT ?2) \
         /* every tenant: there is one clock for all */",
        params![nanos(now), query::limit(MANY)],
        |row| row.get::<_, i64>(0),
    )?;
    let timer = query::optional(
        connection,
        "SELECT due_at FROM timers WHERE due_at > ?1 ORDER BY due_at LIMIT 1 \
         /* every tenant: there is one clock for all */",
        params![nanos(now)],
        |row| row.get(0),
    )?;
    let timer = timer.map(timestamp).transpose()?;
    Ok(Agenda {
        timers_due: u64::try_from(timers_due.unwrap_or(0)).map_err(internal)?,
        deliveries_due: deliveries_due.min(MANY as u64),
        next_at: timer.into_iter().chain(delivery).min(),
    })
}
