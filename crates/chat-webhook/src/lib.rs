#![doc = include_str!("../README.md")]

mod event;
#[cfg(feature = "axum")]
mod extract;
pub mod headers;
mod secret;
mod sign;
mod verify;

pub use chat_types::{self, WebhookEvent};
pub use jiff::Timestamp;

pub use event::{ParseError, parse};
#[cfg(feature = "axum")]
pub use extract::{SignedEvent, SignedEventRejection, WebhookState};
pub use secret::{SecretError, Secrets, StandardSecret};
pub use sign::{sign, sign_standard, timestamp_text};
pub use verify::{DEFAULT_MAX_AGE, StandardVerifier, VerifiedBody, Verifier, VerifyError};
