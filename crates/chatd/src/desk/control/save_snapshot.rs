//! POST /control/snapshots
//!
//! Saves everything: database, files, keys.

use chat_core::Store;
use desk_types::{SaveSnapshotRequest, Snapshot};

use crate::desk::Call;
use crate::desk::error::Refusal;
use crate::desk::wire;

pub(crate) async fn handle<S: Store>(
    call: Call<'_, S>,
    body: SaveSnapshotRequest,
) -> Result<Snapshot, Refusal> {
    let snapshots = &call.desk.snapshots;
    let place = snapshots
        .named(&body.name)
        .map_err(wire::snapshot_refused)?;
    let saved = snapshots
        .save(&place)
        .await
        .map_err(wire::snapshot_refused)?;
    Ok(wire::snapshot(&saved))
}
