//! Operations of the tag `end_users`.

mod find_end_user;
mod update_chat_end_user;
mod update_chat_end_user_alias;
mod upsert_end_user;
