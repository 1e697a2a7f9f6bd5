//! What the store has at the moment, counted over all tenants, for metrics.

use chat_core::{OutboxLoad, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;

use super::records::timestamp;
use super::{deliveries, query};

/// Totals over all tenants at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauges {
    /// Chats that wait in a queue.
    pub chats_waiting: u64,
    /// Chats that people of a queue serve.
    pub chats_serving: u64,
    /// Timers, due or not.
    pub timers: u64,
    /// The earliest of them. Domain clock.
    pub next_timer_at: Option<Timestamp>,
    /// What every receiver is still to be sent.
    pub outbox: Vec<OutboxLoad>,
}

/// Counts. Every count is of an index or of a small table, never of the history of deliveries.
pub(crate) fn all(connection: &Connection) -> Result<Gauges, StoreError> {
    let [chats_waiting, chats_serving] = pair(
        connection,
        "SELECT sum(waiting), sum(serving) FROM queue_loads /* every tenant: totals */",
    )?;
    let [timers, next_timer] = pair(
        connection,
        "SELECT count(*), min(due_at) FROM timers /* every tenant: totals */",
    )?;
    Ok(Gauges {
        chats_waiting: count(chats_waiting),
        chats_serving: count(chats_serving),
        timers: count(timers),
        next_timer_at: next_timer.map(timestamp).transpose()?,
        outbox: deliveries::loads(connection)?,
    })
}

fn pair(connection: &Connection, sql: &str) -> Result<[Option<i64>; 2], StoreError> {
    let row = query::optional(connection, sql, [], |row| Ok([row.get(0)?, row.get(1)?]))?;
    Ok(row.unwrap_or_default())
}

fn count(number: Option<i64>) -> u64 {
    number
        .and_then(|number| u64::try_from(number).ok())
        .unwrap_or(0)
}
