//! A signing key that is replaced for all who have it.

use std::sync::{Arc, PoisonError, RwLock};

/// The bytes of a key; clones share them.
#[derive(Clone)]
pub(super) struct SharedKey(Arc<RwLock<Vec<u8>>>);

impl SharedKey {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(Arc::new(RwLock::new(bytes.to_vec())))
    }

    /// The bytes in force.
    pub(super) fn get(&self) -> Vec<u8> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts other bytes in force, for every clone.
    pub(super) fn replace(&self, bytes: &[u8]) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
    }
}
