//! The operations, one file each, under the tag that they have in the specification.

pub(crate) mod chats;
pub(crate) mod customer_data;
pub(crate) mod end_users;
pub(crate) mod escalations;
pub(crate) mod media;
pub(crate) mod menus;
pub(crate) mod messages;
