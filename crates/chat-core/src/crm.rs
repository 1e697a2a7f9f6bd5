//! The CRM: contacts and tickets, kept in the platform's own ledger and, where a tenant has one, told to its CRM.

use jiff::Timestamp;

use crate::end_user::EndUser;
use crate::ids::{ChatId, EndUserId};
use crate::tenant::KeyPair;

/// The wire name of the one event of the CRM channel.
pub const CONTACT_UPDATED: &str = "contact_updated";

/// A tenant's own CRM: changes of the ledger are posted to it, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmEndpoint {
    /// The target.
    pub url: String,
    /// Signs as `primary=` and `secondary=`.
    pub secret: KeyPair,
}

/// A contact: an end user as the CRM knows it, under the end user's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmContact {
    /// The end user, as of the last change.
    pub end_user: EndUser,
    /// When the contact was made. Domain clock.
    pub created_at: Timestamp,
    /// When it last changed. Domain clock.
    pub updated_at: Timestamp,
}

/// The ticket of a chat, under the chat's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmTicket {
    /// The chat.
    pub chat_id: ChatId,
    /// The contact that it names.
    pub contact: EndUserId,
    /// How often it was written: 1, 2, 3, …
    pub revision: u64,
    /// When it was made. Domain clock.
    pub created_at: Timestamp,
    /// When it last changed. Domain clock.
    pub updated_at: Timestamp,
}

/// A chat's ticket and the contact that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrmRecords {
    /// The contact.
    pub contact: CrmContact,
    /// The ticket.
    pub ticket: CrmTicket,
}
