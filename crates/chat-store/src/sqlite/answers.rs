//! Answers kept for repeated requests: written in the transaction of the effect, so that there is never one without the
//! other.

use chat_core::{Answer, AnswerKey, Keep, KeptAnswer, StoreError, TenantId};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::query;
use super::records::nanos;
use super::writer::Transaction;

/// The tenant column of requests that are about no tenant; ids of tenants begin at 1.
const NO_TENANT: TenantId = TenantId(0);

/// The answer kept for a request, unless its time is over.
pub(crate) fn find(
    connection: &Connection,
    tenant: Option<TenantId>,
    scope: [u8; 32],
    wall_now: Timestamp,
) -> Result<Option<KeptAnswer>, StoreError> {
    query::optional(
        connection,
        "SELECT fingerprint, status, etag, body FROM answers WHERE tenant_id = ?1 AND scope = ?2 AND kept_until > ?3",
        params![tenant.unwrap_or(NO_TENANT).0, scope, nanos(wall_now)],
        |row| {
            Ok(KeptAnswer {
                fingerprint: row.get(0)?,
                answer: Answer {
                    status: row.get(1)?,
                    etag: row.get(2)?,
                    body: row.get(3)?,
                },
            })
        },
    )
}

/// Keeps the answer of an effect; `Conflict`, which undoes the effect, when the same request has had one meanwhile.
pub(crate) fn keep<T>(
    transaction: &Transaction<'_>,
    tenant: Option<TenantId>,
    keep: Option<Keep<T>>,
    outcome: &T,
) -> Result<(), StoreError> {
    let Some(keep) = keep else { return Ok(()) };
    if !insert(transaction, tenant, keep, outcome)? {
        return Err(StoreError::Conflict);
    }
    Ok(())
}

/// Keeps the answer of a request without an effect, unless there is one.
pub(crate) fn keep_unless_kept(
    transaction: &Transaction<'_>,
    tenant: Option<TenantId>,
    keep: Keep<()>,
) -> Result<(), StoreError> {
    insert(transaction, tenant, keep, &()).map(drop)
}

/// False when an answer whose time is not over is there, and stays.
fn insert<T>(
    transaction: &Transaction<'_>,
    tenant: Option<TenantId>,
    keep: Keep<T>,
    outcome: &T,
) -> Result<bool, StoreError> {
    let Keep {
        request: AnswerKey { scope, fingerprint },
        now,
        until,
        answer,
    } = keep;
    let Some(Answer { status, etag, body }) = answer(outcome) else {
        return Ok(true);
    };
    let written = transaction.execute(
        "INSERT INTO answers (tenant_id, scope, fingerprint, status, etag, body, kept_until) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (tenant_id, scope) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status, \
         etag = excluded.etag, body = excluded.body, kept_until = excluded.kept_until WHERE kept_until <= ?8",
        params![
            tenant.unwrap_or(NO_TENANT).0,
            scope,
            fingerprint,
            status,
            etag,
            body,
            nanos(until),
            nanos(now)
        ],
    )?;
    Ok(written > 0)
}

/// Forgets answers whose time is over.
pub(crate) fn sweep(
    transaction: &Transaction<'_>,
    wall_now: Timestamp,
    limit: usize,
) -> Result<usize, StoreError> {
    transaction.execute(
        "DELETE FROM answers WHERE (tenant_id, scope) IN (SELECT tenant_id, scope FROM answers WHERE kept_until <= ?1 \
         LIMIT ?2) /* every tenant: answers whose time is over */",
        params![nanos(wall_now), query::limit(limit)],
    )
}
