//! What every store must do. Each function takes a fresh store and panics where it is wrong.

pub(crate) mod answers;
pub(crate) mod chats;
pub(crate) mod crm;
pub(crate) mod custom_data;
pub(crate) mod deliveries;
pub(crate) mod end_users;
pub(crate) mod installation;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod outbox;
pub(crate) mod policies;
pub(crate) mod tenants;
pub(crate) mod timers;
pub(crate) mod virtual_agents;
