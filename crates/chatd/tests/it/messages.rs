//! Operations of the tag `messages`.

mod send_message;
