//! Upload policies: each takes one stored file.

use chat_core::{
    ChatId, MediaKind, StoreError, StoredFile, StoredPolicy, TenantId, UploadPolicy, check_upload,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::records::named::{self, Name};
use super::records::{internal, nanos, timestamp};
use super::writer::Transaction;
use super::{chats, query};

/// Keeps a policy.
pub(crate) fn put(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    policy: UploadPolicy,
) -> Result<(), StoreError> {
    let UploadPolicy {
        key,
        chat_id,
        kind,
        expires_at,
        stored,
    } = policy;
    let chat = chats::load(transaction, tenant, chat_id)?.ok_or(StoreError::NotFound)?;
    check_upload(&chat)?;
    transaction.execute(
        "INSERT INTO upload_policies (tenant_id, key, chat_id, kind, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![tenant.0, key, chat_id.0, kind.name(), nanos(expires_at)],
    )?;
    if let Some(file) = stored {
        self::stored(transaction, tenant, &key, &file)?;
    }
    Ok(())
}

/// The policy with this key.
pub(crate) fn get(
    connection: &Connection,
    tenant: TenantId,
    key: &str,
) -> Result<Option<UploadPolicy>, StoreError> {
    let row = query::optional(
        connection,
        "SELECT key, chat_id, kind, expires_at, size_bytes, etag, stored_at FROM upload_policies \
         WHERE tenant_id = ?1 AND key = ?2",
        params![tenant.0, key],
        Stored::read,
    )?;
    row.map(Stored::into_policy).transpose()
}

/// Records the one file of a policy.
pub(crate) fn stored(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    key: &str,
    file: &StoredFile,
) -> Result<StoredPolicy, StoreError> {
    let StoredFile {
        size_bytes,
        etag,
        stored_at,
    } = file;
    let size_bytes = i64::try_from(*size_bytes).map_err(internal)?;
    let changed = transaction.execute(
        "UPDATE upload_policies SET size_bytes = ?3, etag = ?4, stored_at = ?5 \
         WHERE tenant_id = ?1 AND key = ?2 AND stored_at IS NULL",
        params![tenant.0, key, size_bytes, etag, nanos(*stored_at)],
    )?;
    if changed == 1 {
        return Ok(StoredPolicy::Stored);
    }
    match get(transaction.connection, tenant, key)? {
        Some(_) => Ok(StoredPolicy::AlreadyUsed),
        None => Err(StoreError::NotFound),
    }
}

/// The keys of policies that expired before `before`, the earliest first.
///
/// Also of those without a recorded file: a crash may have come between storing the file and recording it.
pub(crate) fn expired(
    connection: &Connection,
    before: Timestamp,
    limit: usize,
) -> Result<Vec<(TenantId, String)>, StoreError> {
    query::all(
        connection,
        "SELECT tenant_id, key FROM upload_policies WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2 \
         /* every tenant: one loop sweeps all policies */",
        params![nanos(before), query::limit(limit)],
        |row| Ok((TenantId(row.get(0)?), row.get::<_, String>(1)?)),
    )
}

/// Forgets policies; those that are forgotten already are no error.
pub(crate) fn forget(
    transaction: &Transaction<'_>,
    policies: &[(TenantId, String)],
) -> Result<(), StoreError> {
    for (tenant, key) in policies {
        transaction.execute(
            "DELETE FROM upload_policies WHERE tenant_id = ?1 AND key = ?2",
            params![tenant.0, key],
        )?;
    }
    Ok(())
}

struct Stored {
    key: String,
    chat_id: i64,
    kind: String,
    expires_at: i64,
    file: Option<(i64, String, i64)>,
}

impl Stored {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let stored_at: Option<i64> = row.get(6)?;
        let file = match stored_at {
            Some(stored_at) => Some((row.get(4)?, row.get(5)?, stored_at)),
            None => None,
        };
        Ok(Self {
            key: row.get(0)?,
            chat_id: row.get(1)?,
            kind: row.get(2)?,
            expires_at: row.get(3)?,
            file,
        })
    }

    fn into_policy(self) -> Result<UploadPolicy, StoreError> {
        let kind: MediaKind = named::parse(&self.kind)?;
        let stored = match self.file {
            Some((size_bytes, etag, stored_at)) => Some(StoredFile {
                size_bytes: u64::try_from(size_bytes).map_err(internal)?,
                etag,
                stored_at: timestamp(stored_at)?,
            }),
            None => None,
        };
        Ok(UploadPolicy {
            key: self.key,
            chat_id: ChatId(self.chat_id),
            kind,
            expires_at: timestamp(self.expires_at)?,
            stored,
        })
    }
}
