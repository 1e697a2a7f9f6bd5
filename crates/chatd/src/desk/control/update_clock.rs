//! PATCH /control/clock
//!
//! Puts the clock at an instant, freezes it or lets it run on.

use chat_core::Store;
use desk_types::{Clock, UpdateClockRequest};

use crate::control::Reading;
use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: UpdateClockRequest,
) -> Result<Clock, Refusal> {
    let UpdateClockRequest { now, frozen } = body;
    let keep = call.keep(|reading: &Reading| wire::clock(*reading));
    let updated = call.desk.time.update(now, frozen, keep).await;
    let reading = updated.map_err(|error| wire::clock_refused("/now", error))?;
    Ok(wire::clock(reading))
}
