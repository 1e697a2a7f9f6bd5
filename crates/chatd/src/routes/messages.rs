//! Operations of the tag `messages`.

pub(crate) mod send_message;
