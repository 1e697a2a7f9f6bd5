//! Timers: rows that always equal [`Chat::timers`] of the stored chat, so that a restart loses none.

use chat_core::{Chat, ChatId, DueTimer, StoreError, TenantId, Timer, TimerKind};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::query;
use super::records::named::{self, Name};
use super::records::{nanos, timestamp};
use super::writer::Transaction;

/// Writes the timers in which the chat differs from what is stored (`before`; `None` for a new chat).
pub(crate) fn replace(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    before: Option<&Chat>,
    after: &Chat,
) -> Result<(), StoreError> {
    let before = before.map(Chat::timers).unwrap_or_default();
    let after_timers = after.timers();
    if before == after_timers {
        return Ok(());
    }
    for timer in &before {
        if !after_timers.iter().any(|it| it.kind == timer.kind) {
            transaction.execute(
                "DELETE FROM timers WHERE tenant_id = ?1 AND chat_id = ?2 AND kind = ?3",
                params![tenant.0, after.id.0, timer.kind.name()],
            )?;
            *transaction.made_work = true;
        }
    }
    for timer in after_timers {
        if before.contains(&timer) {
            continue;
        }
        transaction.execute(
            "INSERT INTO timers (tenant_id, chat_id, kind, due_at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (tenant_id, chat_id, kind) DO UPDATE SET due_at = excluded.due_at",
            params![tenant.0, after.id.0, timer.kind.name(), nanos(timer.due_at)],
        )?;
        *transaction.made_work = true;
    }
    Ok(())
}

/// The chats after `after` that wait: those whose queue expires.
pub(crate) fn queued_chats(
    connection: &Connection,
    tenant: TenantId,
    after: ChatId,
    limit: usize,
) -> Result<Vec<ChatId>, StoreError> {
    query::all(
        connection,
        "SELECT chat_id FROM timers WHERE tenant_id = ?1 AND chat_id > ?2 AND kind = 'queue_expiry' \
         ORDER BY chat_id LIMIT ?3",
        params![tenant.0, after.0, query::limit(limit)],
        |row| row.get(0).map(ChatId),
    )
}

/// The statement behind [`due`].
const DUE: &str = "SELECT tenant_id, chat_id, kind, due_at FROM timers WHERE due_at <= ?1 \
     ORDER BY due_at, tenant_id, chat_id, kind LIMIT ?2 \
     /* every tenant: one loop fires all timers */";

/// The statement behind [`next_at`].
const NEXT: &str = "SELECT due_at FROM timers ORDER BY due_at LIMIT 1 /* every tenant: one loop fires all timers */";

/// Timers due at `now` or before, earliest first, in one order whatever happened before.
pub(crate) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<DueTimer>, StoreError> {
    let rows = query::all(
        connection,
        DUE,
        params![nanos(now), query::limit(limit)],
        |row| {
            Ok((
                TenantId(row.get(0)?),
                ChatId(row.get(1)?),
                row.get::<_, String>(2)?,
                row.get::<_, i64>(3)?,
            ))
        },
    )?;
    rows.into_iter()
        .map(|(tenant, chat, kind, due_at)| {
            let kind: TimerKind = named::parse(&kind)?;
            let timer = Timer {
                kind,
                due_at: timestamp(due_at)?,
            };
            Ok(DueTimer {
                tenant,
                chat,
                timer,
            })
        })
        .collect()
}

/// The earliest timer.
pub(crate) fn next_at(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let next = query::optional(connection, NEXT, [], |row| row.get(0))?;
    next.map(timestamp).transpose()
}

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, params};

    use super::{DUE, NEXT};
    use crate::sqlite::migrate;

    /// How SQLite goes about a statement, step by step.
    fn plan(connection: &Connection, sql: &str) -> Vec<String> {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .expect("a statement");
        let parameters = statement.parameter_count();
        let values = [i64::MAX, 64];
        let rows = statement.query_map(rusqlite::params_from_iter(&values[..parameters]), |row| {
            row.get("detail")
        });
        rows.expect("a plan")
            .collect::<Result<_, _>>()
            .expect("rows")
    }

    #[test]
    fn among_a_hundred_thousand_the_due_ones_are_found_by_their_index() {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrate::run(&mut connection, std::path::Path::new("memory")).expect("a schema");
        connection
            .execute(
                "INSERT INTO timers (tenant_id, chat_id, kind, due_at) \
                 WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1) \
                 SELECT n % 7, n, 'dismiss', n FROM n",
                params![100_000],
            )
            .expect("timers");
        connection.execute("ANALYZE", []).expect("statistics");
        assert_eq!(
            plan(&connection, DUE),
            ["SEARCH timers USING COVERING INDEX timers_due (due_at<?)"],
            "no scan, no sort"
        );
        assert_eq!(
            plan(&connection, NEXT),
            ["SCAN timers USING COVERING INDEX timers_due"],
            "the first row of an index in its order"
        );
    }
}
