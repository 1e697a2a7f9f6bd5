//! Timers: acts upon whatever is due in a chat.
//!
//! Timers are rows of the store, derived from the state of their chat; a step changes the state, and with it the rows.
//! So nothing is lost by a stop: what was due stays due until a step was written.

mod conversation;
mod slots;
mod steps;
mod worker;

pub use conversation::Conversation;
pub use slots::Slot;
pub use steps::Steps;
pub use worker::{Options, run};
