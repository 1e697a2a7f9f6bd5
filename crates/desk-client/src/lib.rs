//! Client of the desk API of the chat platform: progenitor's output on the shared types, and the shell around it.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! [`Client`] has a method per operation of the API, each a builder that ends in `send()`. [`Client::connect`] makes one,
//! [`ErrorExt`] reads what the API says when it refuses.

mod error;
mod transport;

#[expect(
    missing_docs,
    reason = "progenitor documents operations, not the setters of their builders"
)]
#[expect(
    unreachable_pub,
    unused_imports,
    reason = "progenitor writes for a crate whose types are its own"
)]
#[expect(clippy::allow_attributes, reason = "progenitor writes `allow`")]
mod generated {
    // `expect` would never be fulfilled: dead code below it counts as used.
    #[allow(
        dead_code,
        reason = "progenitor writes an error for types of its own; there are none"
    )]
    pub(crate) mod client;
}

pub use desk_types::{self as types, Violation};
pub use error::ErrorExt;
pub use generated::client::{Client, Error, ResponseValue, builder};
pub use transport::ConnectError;
