//! PUT /control/faults
//!
//! Puts these faults in the place of all others.

use chat_core::Store;
use desk_types::FaultList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: FaultList,
) -> Result<FaultList, Refusal> {
    let faults = &call.desk.faults;
    let rules = body.faults.into_iter().map(wire::read_fault).collect();
    faults.replace(rules).map_err(wire::faults_refused)?;
    Ok(wire::faults(faults.list()))
}
