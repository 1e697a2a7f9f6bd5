//! Operations of the tag `chats`.

pub(crate) mod create_chat;
pub(crate) mod get_chat;
pub(crate) mod resume_chat;
pub(crate) mod update_chat;
