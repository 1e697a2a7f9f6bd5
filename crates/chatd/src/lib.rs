#![doc = include_str!("../README.md")]

/// The examples of the repository's README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod repository {}

pub mod api;
pub mod auth;
pub mod choices;
pub mod cli;
pub mod clock;
pub mod config;
pub mod control;
mod custom_data;
pub mod demo;
pub mod demo_agents;
pub mod desk;
pub mod edge;
mod error;
pub mod files;
mod idempotency;
mod if_match;
mod lines;
pub mod log;
pub mod master_key;
pub mod media;
pub mod metrics;
pub mod outbound;
pub mod platform;
pub mod random;
pub mod rate_limit;
pub mod ready;
mod rejection;
mod routes;
mod runtime;
pub mod script;
pub mod serve;
pub mod timers;
pub mod verbs;
pub mod virtual_agent;
pub mod wake;
pub mod webhooks;
pub mod wire;
pub mod workers;
