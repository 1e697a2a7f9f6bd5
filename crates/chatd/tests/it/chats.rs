//! Operations of the tag `chats`.

mod create_chat;
mod get_chat;
mod resume_chat;
mod update_chat;
