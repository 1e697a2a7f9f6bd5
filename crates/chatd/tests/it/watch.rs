//! What an operator sees: health, metrics, the log.

mod health;
mod log;
mod metrics;
mod requests;
