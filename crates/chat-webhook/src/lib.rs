#![doc = include_str!("../README.md")]

pub mod headers;
mod secret;
mod sign;
mod verify;

pub use jiff::Timestamp;

pub use secret::{SecretError, Secrets, StandardSecret};
pub use sign::{sign, sign_standard, timestamp_text};
pub use verify::{DEFAULT_MAX_AGE, StandardVerifier, VerifiedBody, Verifier, VerifyError};
