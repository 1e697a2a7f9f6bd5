//! Integration tests of chatd, over real sockets.

mod agents;
mod auth;
mod config;
mod demo;
mod edge;
mod media;
mod program;
mod stage;
mod support;
mod webhooks;
