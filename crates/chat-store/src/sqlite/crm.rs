//! The CRM's ledger: a contact per end user and a ticket per chat, as of the last change of a chat's end user.

use chat_core::{
    ChatId, CrmContact, CrmRecords, CrmTicket, EndUser, EndUserId, StoreError, TenantId, Write,
};
use rusqlite::{Connection, params};

use super::records::{nanos, timestamp};
use super::writer::Transaction;
use super::{deliveries, query};

/// The chat's ticket and the contact that it names.
pub(crate) fn get(
    connection: &Connection,
    tenant: TenantId,
    chat: ChatId,
) -> Result<Option<CrmRecords>, StoreError> {
    let row = query::optional(
        connection,
        "SELECT end_user_id, c.identifier, c.name, c.email, c.phone, c.created_at, c.updated_at, \
         t.revision, t.created_at, t.updated_at \
         FROM crm_tickets AS t JOIN crm_contacts AS c USING (tenant_id, end_user_id) WHERE tenant_id = ?1 AND t.chat_id = ?2",
        params![tenant.0, chat.0],
        |row| {
            let end_user = EndUser {
                id: EndUserId(row.get(0)?),
                identifier: row.get(1)?,
                name: row.get(2)?,
                email: row.get(3)?,
                phone: row.get(4)?,
            };
            let times: [i64; 4] = [row.get(5)?, row.get(6)?, row.get(8)?, row.get(9)?];
            Ok((end_user, row.get::<_, i64>(7)?, times))
        },
    )?;
    let Some((end_user, revision, [contact_made, contact_changed, ticket_made, ticket_changed])) =
        row
    else {
        return Ok(None);
    };
    Ok(Some(CrmRecords {
        ticket: CrmTicket {
            chat_id: chat,
            contact: end_user.id,
            revision: revision.cast_unsigned(),
            created_at: timestamp(ticket_made)?,
            updated_at: timestamp(ticket_changed)?,
        },
        contact: CrmContact {
            end_user,
            created_at: timestamp(contact_made)?,
            updated_at: timestamp(contact_changed)?,
        },
    }))
}

/// The chat has got this end user: its contact is as the end user is, and the chat's ticket names it. Tells the tenant's own
/// CRM, if there is one.
pub(crate) fn record(
    transaction: &mut Transaction<'_>,
    tenant: TenantId,
    chat: ChatId,
    end_user: &EndUser,
    write: &Write<()>,
) -> Result<(), StoreError> {
    let now = nanos(write.now);
    transaction.execute(
        "INSERT INTO crm_contacts (tenant_id, end_user_id, identifier, name, email, phone, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (tenant_id, end_user_id) DO UPDATE SET \
         name = excluded.name, email = excluded.email, phone = excluded.phone, updated_at = excluded.updated_at",
        params![
            tenant.0,
            end_user.id.0,
            end_user.identifier,
            end_user.name,
            end_user.email,
            end_user.phone,
            now
        ],
    )?;
    transaction.execute(
        "INSERT INTO crm_tickets (tenant_id, chat_id, end_user_id, revision, created_at, updated_at) \
         VALUES (?1, ?2, ?3, 1, ?4, ?4) ON CONFLICT (tenant_id, chat_id) DO UPDATE SET \
         end_user_id = excluded.end_user_id, revision = revision + 1, updated_at = excluded.updated_at",
        params![tenant.0, chat.0, end_user.id.0, now],
    )?;
    let records = get(transaction.connection, tenant, chat)?.ok_or(StoreError::NotFound)?;
    deliveries::insert_contact(transaction, tenant, &records, &write.origin)
}
