//! How many steps are taken at the same time.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A place among the steps that are taken at the same time, until it is dropped.
///
/// Whoever waits for another machine drops it first: the wait costs nothing here, and no other chat has to wait for it too.
#[derive(Debug)]
pub struct Slot {
    _permit: OwnedSemaphorePermit,
}

/// All of them.
#[derive(Clone, Debug)]
pub(super) struct Slots(Arc<Semaphore>);

impl Slots {
    pub(super) fn new(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// Takes one; `None` when none is free.
    pub(super) fn take(&self) -> Option<Slot> {
        let permit = Arc::clone(&self.0).try_acquire_owned().ok()?;
        Some(Slot { _permit: permit })
    }

    /// Whether one is free.
    pub(super) fn has_room(&self) -> bool {
        self.0.available_permits() > 0
    }

    /// Returns as soon as one is free.
    pub(super) async fn room(&self) {
        // Nobody closes the semaphore.
        let _ = self.0.acquire().await;
    }
}
