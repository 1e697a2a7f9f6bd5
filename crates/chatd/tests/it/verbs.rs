//! The verbs beside `serve`, as people and programs call them.

mod config;
mod example;
mod exec;
mod healthcheck;
mod snapshot;
