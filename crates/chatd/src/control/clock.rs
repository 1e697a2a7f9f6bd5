//! The domain clock of the platform: the wall clock, until somebody moves or stops it.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chat_core::Clock;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::time::Reading;
use crate::clock::WallClock;

/// How the domain clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// With the wall clock, so far ahead of it (or behind).
    Offset(SignedDuration),
    /// Not at all.
    FrozenAt(Timestamp),
}

impl ClockState {
    /// What the clock shows when the wall clock shows `wall`.
    fn at(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Offset(offset) => wall.checked_add(offset).unwrap_or(Timestamp::MAX),
            Self::FrozenAt(at) => at,
        }
    }
}

/// The domain clock. It never waits and never fails; [`Time`](super::Time) moves it and keeps its state.
pub struct SteeredClock {
    wall: Arc<dyn WallClock>,
    state: RwLock<ClockState>,
    moved: watch::Sender<u64>,
}

impl SteeredClock {
    /// Goes with the wall clock.
    #[must_use]
    pub fn new(wall: Arc<dyn WallClock>) -> Self {
        Self {
            wall,
            state: RwLock::new(ClockState::Offset(SignedDuration::ZERO)),
            moved: watch::Sender::new(0),
        }
    }

    /// Changes its value whenever the clock was moved, frozen or let go: whoever waits for an instant looks again.
    #[must_use]
    pub fn moved(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }

    /// How it goes now.
    #[must_use]
    pub fn state(&self) -> ClockState {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it shows.
    pub(super) fn read(&self) -> Reading {
        // The lock is held while the wall clock is read: whoever stops the clock meanwhile stops it later than that.
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let wall = self.wall.now();
        let now = state.at(wall);
        Reading {
            now,
            frozen: matches!(*state, ClockState::FrozenAt(_)),
            ahead: now.duration_since(wall),
        }
    }

    /// Stops it for a while.
    pub(super) fn stop(&self) -> Stopped<'_> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let now = state.at(self.wall.now());
        let was_frozen = matches!(*state, ClockState::FrozenAt(_));
        *state = ClockState::FrozenAt(now);
        Stopped {
            clock: self,
            now,
            then_frozen: was_frozen,
        }
    }

    /// The state in which the clock shows `at` now and goes on.
    pub(super) fn going_from(&self, at: Timestamp) -> ClockState {
        ClockState::Offset(self.ahead_at(at))
    }

    /// How far `at` is ahead of the wall clock.
    pub(super) fn ahead_at(&self, at: Timestamp) -> SignedDuration {
        at.duration_since(self.wall.now())
    }

    pub(super) fn set(&self, state: ClockState) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        self.moved.send_modify(|count| *count += 1);
    }
}

/// The clock stands still; one that is to go goes on when this is dropped, also by a caller who stops waiting.
pub(super) struct Stopped<'a> {
    clock: &'a SteeredClock,
    /// Where it was stopped.
    pub(super) now: Timestamp,
    /// Whether it stays where it is when this is dropped: at first, whether it stood still before.
    pub(super) then_frozen: bool,
}

impl Stopped<'_> {
    /// Shows another instant.
    pub(super) fn show(&self, at: Timestamp) {
        self.clock.set(ClockState::FrozenAt(at));
    }
}

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        if !self.then_frozen {
            let going = self.clock.going_from(self.clock.now());
            self.clock.set(going);
        }
    }
}

impl Clock for SteeredClock {
    fn now(&self) -> Timestamp {
        self.read().now
    }
}

impl fmt::Debug for SteeredClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SteeredClock").field(&self.state()).finish()
    }
}
