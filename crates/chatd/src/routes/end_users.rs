//! Operations of the tag `end_users`.

pub(crate) mod find_end_user;
pub(crate) mod update_chat_end_user;
pub(crate) mod update_chat_end_user_alias;
pub(crate) mod upsert_end_user;
