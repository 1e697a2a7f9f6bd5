//! Custom data: one row per key, so that a message does not rewrite it.

use chat_core::{ChatId, CustomData, CustomDataEntry, StoreError, TenantId};
use rusqlite::{Connection, params};

use super::query;
use super::records::custom_data::CustomDataRecord;
use super::records::{decode, encode};
use super::writer::Transaction;

/// All custom data of a chat.
pub(crate) fn all(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
) -> Result<CustomData, StoreError> {
    let rows = query::all(
        connection,
        "SELECT key, record FROM custom_data WHERE tenant_id = ?1 AND chat_id = ?2",
        params![tenant.0, chat.0],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
    )?;
    rows.into_iter()
        .map(|(key, record)| Ok((key, decode::<CustomDataRecord>(&record)?.into())))
        .collect()
}

/// Inserts or replaces entries.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    chat: ChatId,
    entries: &[(String, CustomDataEntry)],
) -> Result<(), StoreError> {
    for (key, entry) in entries {
        let record = encode(&CustomDataRecord::from(entry))?;
        transaction.execute(
            "INSERT INTO custom_data (tenant_id, chat_id, key, record) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (tenant_id, chat_id, key) DO UPDATE SET record = excluded.record",
            params![tenant.0, chat.0, key, record],
        )?;
    }
    Ok(())
}
