//! PUT /control/determinism
//!
//! Draws ids and choices from a seed, and freezes the clock.

use chat_core::Store;
use desk_types::{Determinism, SetDeterminismRequest};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: SetDeterminismRequest,
) -> Result<Determinism, Refusal> {
    let SetDeterminismRequest { seed, starts_at } = body;
    let determinism = &call.desk.determinism;
    let seed = seed.map(i64::unsigned_abs);
    let set = determinism.set(seed, starts_at).await;
    set.map_err(|error| wire::clock_refused("/starts_at", error))?;
    Ok(wire::determinism(determinism.seed()))
}
