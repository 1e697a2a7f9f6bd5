//! The run time of code that `openapi-axum` generates.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! Generated types use [`As`] and its formats for serde, [`union`] and [`choice`] for `oneOf`, [`hierarchy`] for
//! bases that others extend, and [`Validate`] for bounds. The feature `server` adds what a generated router stands on.

mod base64;
pub mod choice;
mod content;
mod date_time;
mod decimal;
mod format;
pub mod hierarchy;
pub mod json;
mod pattern;
mod pointer;
mod read;
mod report;
pub mod scalar;
pub mod schema;
#[cfg(feature = "server")]
pub mod server;
mod text;
pub mod union;
pub mod untagged;
mod violation;
pub mod wire;

pub use self::base64::Base64;
pub use self::choice::{Choice, JsonType};
pub use self::date_time::{format as format_date_time, parse as parse_date_time};
pub use self::format::Format;
pub use self::pattern::Pattern;
pub use self::pointer::Pointer;
pub use self::read::{ReadError, read_json, read_value};
pub use self::report::{Report, Validate, validate, validate_at};
pub use self::scalar::Scalar;
pub use self::text::{FromText, TextError, TextForm};
pub use self::union::Union;
pub use self::violation::{Keyword, Violation};
pub use self::wire::{
    As, DateTime, Entries, Integer, List, Nullable, Plain, Present, Rest, Text, present,
};
