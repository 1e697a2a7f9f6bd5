#![doc = include_str!("../README.md")]

mod error;
mod observer;
mod sqlite;
mod vault;

pub use error::OpenError;
pub use observer::Observer;
pub use sqlite::{Gauges, SqliteOptions, SqliteStore, schema_version};
pub use vault::Vault;
