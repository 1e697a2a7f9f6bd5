//! How many turns of one tenant's servers are under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chat_core::TenantId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most turns of one tenant at a time; further chats of the tenant wait for theirs.
pub const MAX_TURNS_PER_TENANT: usize = 64;

/// A turn under way, until it is dropped.
#[derive(Debug)]
pub(in crate::virtual_agent) struct UnderWay {
    _permit: OwnedSemaphorePermit,
}

/// Counts them, each tenant for itself: whoever has a slow server waits for nobody but himself.
#[derive(Debug, Default)]
pub(super) struct Turns {
    tenants: Mutex<HashMap<TenantId, Arc<Semaphore>>>,
}

impl Turns {
    /// Begins a turn; `None` when there are too many.
    pub(super) fn begin(&self, tenant: TenantId) -> Option<UnderWay> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = tenants
            .entry(tenant)
            .or_insert_with(|| Arc::new(Semaphore::new(MAX_TURNS_PER_TENANT)));
        let permit = Arc::clone(turns).try_acquire_owned().ok()?;
        Some(UnderWay { _permit: permit })
    }
}
