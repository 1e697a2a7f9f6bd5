//! Steering: what an emulator lets a developer do to a running platform, and what makes it the same twice.
//!
//! Nothing here listens: the routes of the admin listener call it. [`Time`] moves the domain clock, [`Faults`] spoils
//! answers of the public API, [`WebhookControl`] holds up deliveries,
//! [`snapshot`] keeps everything and brings it back.

mod advance;
mod clock;
mod deterministic;
mod faults;
mod outside;
pub mod snapshot;
mod time;
mod underway;
mod webhooks;

pub use advance::Advanced;
pub use clock::{ClockState, SteeredClock};
pub use deterministic::{Determinism, Deterministic};
pub use faults::{FaultRule, FaultRuleError, Faults, MAX_LATENCY, with_faults};
pub use outside::{OutsideError, start_outside};
pub use time::{Reading, Time, TimeError};
pub use underway::{Entered, Held, Underway};
pub use webhooks::{MAX_DELAY, SteeringError, WebhookControl};
