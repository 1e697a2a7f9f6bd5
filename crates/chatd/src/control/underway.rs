//! What the background work has under way, and how everything is brought to a standstill.
//!
//! A timer step and a delivery attempt look at rows, act, and write rows. Whoever moves the clock or exchanges the
//! database must not come in between.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// A step or an attempt, from its look at the rows to what it writes; it ends when this is dropped.
pub type Entered = OwnedRwLockReadGuard<()>;

/// Nothing is under way and nothing begins, until this is dropped.
pub type Held = OwnedRwLockWriteGuard<()>;

/// Shared by the workers and those who hold them. Also counts what the workers did.
#[derive(Debug, Default)]
pub struct Underway {
    gate: Arc<RwLock<()>>,
    timers_fired: AtomicU64,
    attempts_made: AtomicU64,
    one_at_a_time: AtomicBool,
}

impl Underway {
    /// Begins something; waits while everything is held.
    pub async fn enter(&self) -> Entered {
        Arc::clone(&self.gate).read_owned().await
    }

    /// Waits for what is under way and lets nothing begin.
    pub async fn hold(&self) -> Held {
        Arc::clone(&self.gate).write_owned().await
    }

    /// Whether at most one step and one attempt are to be under way.
    pub fn is_one_at_a_time(&self) -> bool {
        self.one_at_a_time.load(Ordering::Relaxed)
    }

    /// Has the workers take one thing at a time, or as many as they can.
    pub(super) fn set_one_at_a_time(&self, one: bool) {
        self.one_at_a_time.store(one, Ordering::Relaxed);
    }

    /// Notes that a due timer changed its chat.
    pub fn timer_fired(&self) {
        self.timers_fired.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that an attempt at a delivery has ended.
    pub fn attempt_made(&self) {
        self.attempts_made.fetch_add(1, Ordering::Relaxed);
    }

    /// Timers fired and attempts made so far.
    pub(super) fn counts(&self) -> (u64, u64) {
        (
            self.timers_fired.load(Ordering::Relaxed),
            self.attempts_made.load(Ordering::Relaxed),
        )
    }
}
