//! Domain ↔ wire: the only conversions between the two, by exhaustive destructuring, so that a new field fails to
//! compile until it is decided here what becomes of it.

mod chat;
mod contact;
mod custom_data;
mod event;
mod message;

pub(crate) use self::chat::{chat, end_user, escalation, etag, flags, versioned};
pub(crate) use self::custom_data::custom_data;
pub use self::event::WireEncoder;
pub(crate) use self::event::content;
pub(crate) use self::message::{outgoing_content, transcript};
