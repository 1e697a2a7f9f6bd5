//! A server of everything that `openapi-axum` takes: `wide.yaml` has every kind of parameter, body, answer, credential and
//! schema once, and [`Wide`] answers what it understood.
//!
//! `types` and `server` are generated; the tests and Schemathesis hold them against the document.

pub mod server;
mod service;
pub mod types;

pub use service::Wide;
