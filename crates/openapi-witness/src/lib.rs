//! Holds Rust types and an axum router against an OpenAPI 3.0 document.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! Three witnesses, none of which shares code with a generator:
//!
//! - **loss** ([`compare`]): what `schemars` and `utoipa` derive from compiled code equals the document, but for a printed
//!   list of [`Ignored`] places;
//! - **sensitivity** ([`try_every_leaf`]): altering or deleting any leaf of the document makes the first witness fail there;
//! - **behaviour** ([`behaviour`]): for every keyword of every request schema, a value just inside reaches the
//!   implementation unchanged and one just outside is refused with its place.
//!
//! And [`examples`]: every example decodes into its type and is written again as it was.

pub mod behaviour;
pub mod examples;
mod ignored;
mod loss;
mod lower;
mod normal;
mod pointer;
mod sensitivity;
mod tree;
pub mod yaml;

pub use ignored::{GENERAL, Ignored, print as print_ignored};
pub use loss::{Difference, Scope, compare};
pub use lower::{lower_schemars, lower_utoipa};
pub use sensitivity::{Change, Outcome, Unnoticed, try_every_leaf};
