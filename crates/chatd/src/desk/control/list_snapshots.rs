//! GET /control/snapshots
//!
//! The snapshots in the data directory, the oldest first.

use chat_core::Store;
use desk_types::SnapshotList;

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(call: Call<'_, S>) -> Result<SnapshotList, Refusal> {
    let snapshots = call.desk.snapshots.list().await;
    let snapshots = snapshots.map_err(wire::snapshot_refused)?;
    Ok(SnapshotList {
        snapshots: snapshots.iter().map(wire::snapshot).collect(),
    })
}
