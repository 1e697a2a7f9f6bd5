//! POST /control/clock/advance
//!
//! Moves the clock on, stopping at each instant at which something is due.

use chat_core::Store;
use desk_types::{AdvanceClockRequest, AdvanceReport};
use jiff::SignedDuration;

use crate::control::Advanced;
use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: AdvanceClockRequest,
) -> Result<AdvanceReport, Refusal> {
    let AdvanceClockRequest { milliseconds, to } = body;
    let time = &call.desk.time;
    let keep = call.keep(|advanced: &Advanced| wire::advanced(*advanced));
    let advanced = match (milliseconds, to) {
        (Some(milliseconds), None) => {
            let by = SignedDuration::from_millis(milliseconds);
            let advanced = time.advance_keeping(by, keep).await;
            advanced.map_err(|error| wire::clock_refused("/milliseconds", error))?
        }
        (None, Some(to)) => {
            let advanced = time.advance_to_keeping(to, keep).await;
            advanced.map_err(|error| wire::clock_refused("/to", error))?
        }
        _ => {
            let message = "give either milliseconds or to";
            return Err(Refusal::invalid("/milliseconds", message));
        }
    };
    Ok(wire::advanced(advanced))
}
