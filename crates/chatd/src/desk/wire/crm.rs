//! The CRM: the connection and the ledger.

use chat_core::{CrmContact, CrmRecords, CrmTicket, EndUser, Tenant};
use desk_types as wire;

/// The connection.
pub(in crate::desk) fn crm_connection(tenant: &Tenant) -> wire::CrmConnection {
    wire::CrmConnection {
        url: tenant.crm.as_ref().map(|crm| crm.url.clone()),
    }
}

/// A ticket and its contact.
pub(in crate::desk) fn crm_records(records: CrmRecords) -> wire::CrmRecords {
    let CrmRecords { contact, ticket } = records;
    let CrmContact {
        end_user:
            EndUser {
                id,
                identifier,
                name,
                email,
                phone,
            },
        created_at,
        updated_at,
    } = contact;
    let CrmTicket {
        chat_id,
        contact: contact_id,
        revision,
        created_at: made_at,
        updated_at: written_at,
    } = ticket;
    wire::CrmRecords {
        contact: wire::CrmContact {
            id: id.0,
            identifier,
            name,
            email,
            phone,
            created_at,
            updated_at,
        },
        ticket: wire::CrmTicket {
            chat_id: chat_id.0,
            contact_id: contact_id.0,
            revision: i64::try_from(revision).unwrap_or(i64::MAX),
            created_at: made_at,
            updated_at: written_at,
        },
    }
}
