//! Requests with a key that are under way in this process.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

type Scope = [u8; 32];

/// The scopes in use.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<HashSet<Scope>>>);

/// Holds a scope until it is dropped.
pub(super) struct Turn {
    all: UnderWay,
    scope: Scope,
}

impl UnderWay {
    /// Takes a scope; `None` while another request has it.
    pub(super) fn enter(&self, scope: Scope) -> Option<Turn> {
        let entered = self.lock().insert(scope);
        entered.then(|| Turn {
            all: self.clone(),
            scope,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<Scope>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all.lock().remove(&self.scope);
    }
}
