//! Wire types of the desk API of the chat platform.
//!
#![doc = include_str!("../README.md")]

mod generated;

// The only glob: every type of the document is public, and their list is what the generator wrote.
pub use generated::types::*;
pub use openapi_axum_rt::{Keyword, Validate, Violation, validate};
