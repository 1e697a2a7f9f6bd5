//! The rules of the chat, each by example, and a model that checks long random histories.

mod catalogue;
mod custom_data;
mod end;
mod end_user;
mod escalation;
mod hours;
mod human;
mod inactivity;
mod menus;
mod message;
mod model;
mod open;
mod timeouts;
mod virtual_agent;
mod webhook;
mod world;
