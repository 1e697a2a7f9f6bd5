//! End users: one row each, found by id and by the caller's own name.

use chat_core::{EndUser, EndUserId, EndUserProfile, StoreError, TenantId};
use rusqlite::{Connection, Row, params};

use super::counters::Counter;
use super::query;
use super::writer::Transaction;

/// An end user by internal id.
pub(crate) fn by_id(
    connection: &Connection,
    tenant: TenantId,
    id: EndUserId,
) -> Result<Option<EndUser>, StoreError> {
    query::optional(
        connection,
        "SELECT end_user_id, identifier, name, email, phone FROM end_users WHERE tenant_id = ?1 AND end_user_id = ?2",
        params![tenant.0, id.0],
        end_user,
    )
}

/// An end user by the caller's name.
pub(crate) fn by_identifier(
    connection: &Connection,
    tenant: TenantId,
    identifier: &str,
) -> Result<Option<EndUser>, StoreError> {
    query::optional(
        connection,
        "SELECT end_user_id, identifier, name, email, phone FROM end_users WHERE tenant_id = ?1 AND identifier = ?2",
        params![tenant.0, identifier],
        end_user,
    )
}

/// Inserts the end user with this identifier, or updates the values that are given.
pub(crate) fn upsert(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    profile: EndUserProfile,
) -> Result<EndUser, StoreError> {
    if let Some(stored) = by_identifier(transaction.connection, tenant, &profile.identifier)? {
        return update(transaction, tenant, stored, profile);
    }
    let EndUserProfile {
        identifier,
        name,
        email,
        phone,
    } = profile;
    let id = EndUserId(Counter::EndUser.take(transaction, tenant)?);
    transaction.execute(
        "INSERT INTO end_users (tenant_id, end_user_id, identifier, name, email, phone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![tenant.0, id.0, identifier, name, email, phone],
    )?;
    Ok(EndUser {
        id,
        identifier,
        name,
        email,
        phone,
    })
}

/// Updates the values that are given, never the identifier; writes nothing when they are what is stored.
pub(crate) fn update(
    transaction: &Transaction<'_>,
    tenant: TenantId,
    stored: EndUser,
    profile: EndUserProfile,
) -> Result<EndUser, StoreError> {
    let EndUserProfile {
        identifier: _,
        name,
        email,
        phone,
    } = profile;
    let updated = EndUser {
        id: stored.id,
        identifier: stored.identifier.clone(),
        name: name.or_else(|| stored.name.clone()),
        email: email.or_else(|| stored.email.clone()),
        phone: phone.or_else(|| stored.phone.clone()),
    };
    if updated != stored {
        transaction.execute(
            "UPDATE end_users SET name = ?3, email = ?4, phone = ?5 WHERE tenant_id = ?1 AND end_user_id = ?2",
            params![tenant.0, updated.id.0, updated.name, updated.email, updated.phone],
        )?;
    }
    Ok(updated)
}

fn end_user(row: &Row<'_>) -> rusqlite::Result<EndUser> {
    Ok(EndUser {
        id: EndUserId(row.get(0)?),
        identifier: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        phone: row.get(4)?,
    })
}
