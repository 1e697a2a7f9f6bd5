//! Ids: per tenant, increasing from 1, without gaps because a job that fails gives its ids back.

use chat_core::{StoreError, TenantId};
use rusqlite::params;

use super::query;
use super::writer::Transaction;

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counter {
    /// End users.
    EndUser,
    /// Chats.
    Chat,
    /// Escalations.
    Escalation,
    /// Media.
    Media,
    /// Deliveries.
    Delivery,
}

impl Counter {
    /// Takes the next id; `NotFound` for an unknown tenant.
    pub(crate) fn take(
        self,
        transaction: &Transaction<'_>,
        tenant: TenantId,
    ) -> Result<i64, StoreError> {
        let id = self.peek(transaction, tenant)?;
        let sql = match self {
            Self::EndUser => "UPDATE counters SET end_user = ?2 WHERE tenant_id = ?1",
            Self::Chat => "UPDATE counters SET chat = ?2 WHERE tenant_id = ?1",
            Self::Escalation => "UPDATE counters SET escalation = ?2 WHERE tenant_id = ?1",
            Self::Media => "UPDATE counters SET media = ?2 WHERE tenant_id = ?1",
            Self::Delivery => "UPDATE counters SET delivery = ?2 WHERE tenant_id = ?1",
        };
        transaction.execute(sql, params![tenant.0, id])?;
        Ok(id)
    }

    /// The id that [`Counter::take`] will give.
    pub(crate) fn peek(
        self,
        transaction: &Transaction<'_>,
        tenant: TenantId,
    ) -> Result<i64, StoreError> {
        let sql = match self {
            Self::EndUser => "SELECT end_user FROM counters WHERE tenant_id = ?1",
            Self::Chat => "SELECT chat FROM counters WHERE tenant_id = ?1",
            Self::Escalation => "SELECT escalation FROM counters WHERE tenant_id = ?1",
            Self::Media => "SELECT media FROM counters WHERE tenant_id = ?1",
            Self::Delivery => "SELECT delivery FROM counters WHERE tenant_id = ?1",
        };
        let last = query::optional(transaction.connection, sql, params![tenant.0], |row| {
            row.get::<_, i64>(0)
        })?;
        last.map(|last| last + 1).ok_or(StoreError::NotFound)
    }
}
