#![doc = include_str!("../README.md")]

mod error;
mod observer;
mod sqlite;
mod vault;

pub use error::OpenError;
pub use observer::Observer;
pub use sqlite::{
    DATABASE_FILE, DirectoryLock, ExchangeError, Gauges, SqliteOptions, SqliteStore,
    check_database, copy_database, copy_idle_database, schema_version,
};
pub use vault::Vault;
