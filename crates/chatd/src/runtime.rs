//! The threads that a verb runs on.

use std::io;
use std::time::Duration;

/// After the drain, blocking work that hangs does not hold the process.
const DRAIN: Duration = Duration::from_millis(200);

/// Why there are no threads.
#[derive(Debug, thiserror::Error)]
#[error("cannot start threads: {0}")]
pub(crate) struct RuntimeError(io::Error);

/// Runs a future to its end.
///
/// # Errors
///
/// When the threads cannot be started.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, RuntimeError> {
    let runtime = tokio::runtime::Runtime::new().map_err(RuntimeError)?;
    let output = runtime.block_on(future);
    runtime.shutdown_timeout(DRAIN);
    Ok(output)
}
