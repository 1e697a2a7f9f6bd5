//! GET /control/faults
//!
//! The faults that calls of the chat API meet.

use chat_core::Store;
use desk_types::FaultList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>) -> Result<FaultList, Refusal> {
    Ok(wire::faults(call.desk.faults.list()))
}
