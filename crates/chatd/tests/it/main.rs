//! Integration tests of chatd, over real sockets.

mod agents;
mod auth;
mod bad_input;
mod chats;
mod config;
mod customer_data;
mod demo;
mod durability;
mod edge;
mod end_users;
mod escalations;
mod idempotency;
mod integration;
mod isolation;
mod limits;
mod media;
mod menus;
mod messages;
mod outbound;
mod program;
mod readme;
mod routes;
mod stage;
mod start;
mod support;
mod webhooks;
