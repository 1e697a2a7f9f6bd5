//! Contacts and tickets as a tenant's CRM is told of them; the format is described in `docs/crm.md`.

use chat_core::{CONTACT_UPDATED, CrmContact, CrmRecords, CrmTicket, EndUser};
use chat_webhook::timestamp_text;
use serde_json::{Value, json};

/// The envelope of webhooks, so that a receiver reads and verifies both alike.
pub(super) fn contact_updated(CrmRecords { contact, ticket }: &CrmRecords) -> Value {
    json!({
        "event_type": CONTACT_UPDATED,
        "timestamp": timestamp_text(ticket.updated_at),
        "chat_id": ticket.chat_id.0,
        "body": {
            "contact": self::contact(contact),
            "ticket": self::ticket(ticket),
        },
    })
}

fn contact(contact: &CrmContact) -> Value {
    let CrmContact {
        end_user,
        created_at,
        updated_at,
    } = contact;
    let EndUser {
        id,
        identifier,
        name,
        email,
        phone,
    } = end_user;
    json!({
        "id": id.0,
        "identifier": identifier,
        "name": name,
        "email": email,
        "phone": phone,
        "created_at": timestamp_text(*created_at),
        "updated_at": timestamp_text(*updated_at),
    })
}

fn ticket(ticket: &CrmTicket) -> Value {
    let CrmTicket {
        chat_id,
        contact,
        revision,
        created_at,
        updated_at,
    } = ticket;
    json!({
        "chat_id": chat_id.0,
        "contact_id": contact.0,
        "revision": revision,
        "created_at": timestamp_text(*created_at),
        "updated_at": timestamp_text(*updated_at),
    })
}
