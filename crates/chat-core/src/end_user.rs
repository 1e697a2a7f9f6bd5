//! End users: the people who chat.

use crate::ids::EndUserId;

/// What a caller says of an end user. `None` leaves the stored value as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUserProfile {
    /// The caller's own, stable name for the person; unique per tenant, 1 to 255 characters.
    pub identifier: String,
    /// Full name.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone number, free form.
    pub phone: Option<String>,
}

/// A stored end user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUser {
    /// The internal id.
    pub id: EndUserId,
    /// The caller's own name for the person.
    pub identifier: String,
    /// Full name.
    pub name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Telephone number, free form.
    pub phone: Option<String>,
}

impl EndUser {
    /// The part of the end user that a chat keeps.
    #[must_use]
    pub fn to_ref(&self) -> EndUserRef {
        EndUserRef {
            id: self.id,
            identifier: self.identifier.clone(),
        }
    }
}

/// An end user as a chat object shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndUserRef {
    /// The internal id.
    pub id: EndUserId,
    /// The caller's own name for the person.
    pub identifier: String,
}
