//! POST /control/snapshots/{name}/restore
//!
//! Replaces everything by the snapshot, at once.

use chat_core::Store;
use desk_server::parameters::RestoreSnapshotPath;
use desk_types::{RestoreSnapshotRequest, Snapshot};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    path: RestoreSnapshotPath,
    _: RestoreSnapshotRequest,
) -> Result<Snapshot, Refusal> {
    let snapshots = &call.desk.snapshots;
    let place = snapshots
        .named(&path.name)
        .map_err(wire::snapshot_refused)?;
    let known = snapshots.list().await.map_err(wire::snapshot_refused)?;
    let snapshot = known.into_iter().find(|known| known.path == place);
    let Some(snapshot) = snapshot else {
        return Err(Refusal::NotFound(format!(
            "snapshot {} is not found",
            path.name
        )));
    };
    snapshots
        .restore(&place)
        .await
        .map_err(wire::snapshot_refused)?;
    Ok(wire::snapshot(&snapshot))
}
