#![doc = include_str!("../README.md")]

mod error;
mod sqlite;

pub use error::OpenError;
pub use sqlite::{SqliteOptions, SqliteStore};
