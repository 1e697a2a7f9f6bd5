//! What is true of the whole installation, as texts under names.

use chat_core::StoreError;
use rusqlite::{Connection, params};

use super::query;
use super::writer::Transaction;

/// The record under a name.
pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    query::optional(
        connection,
        "SELECT record FROM installation WHERE key = ?1",
        params![key],
        |row| row.get(0),
    )
}

/// Inserts or replaces the record under a name.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    key: &str,
    record: &str,
) -> Result<(), StoreError> {
    transaction
        .execute(
            "INSERT INTO installation (key, record) VALUES (?1, ?2) \
             ON CONFLICT (key) DO UPDATE SET record = excluded.record",
            params![key, record],
        )
        .map(drop)
}
