//! GET /control/clock
//!
//! Tells the domain clock.

use chat_core::Store;
use desk_types::Clock;

use crate::desk::Call;
use crate::desk::error::Refusal;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>) -> Result<Clock, Refusal> {
    Ok(call.clock())
}
