//! GET /control/determinism
//!
//! Whether ids, times and choices come from a seed.

use chat_core::Store;
use desk_types::Determinism;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>) -> Result<Determinism, Refusal> {
    Ok(wire::determinism(call.desk.determinism.seed()))
}
