//! PATCH /control/clock
//!
//! Puts the clock at an instant, freezes it or lets it run on.

use chat_core::Store;
use desk_types::{Clock, UpdateClockRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: UpdateClockRequest,
) -> Result<Clock, Refusal> {
    let UpdateClockRequest { now, frozen } = body;
    let updated = call.desk.time.update(now, frozen).await;
    updated.map_err(|error| wire::clock_refused("/now", error))?;
    Ok(call.clock())
}
