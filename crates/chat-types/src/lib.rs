//! Wire types of the chat platform API.
//!
#![doc = include_str!("../README.md")]

mod generated;

pub use generated::types::*;
pub use openapi_axum_rt::{Keyword, Validate, Violation, validate};
