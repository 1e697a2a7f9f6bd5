//! Reads, stops and moves the domain clock, and keeps its state in the store.
//!
//! Domain time never runs backwards: chats have been told what time it is. Going back is restoring a snapshot.

use std::sync::Arc;
use std::time::Duration;

use chat_core::{Keep, Store, StoreError};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::clock::{ClockState, SteeredClock};
use super::underway::Underway;
use crate::wake::Wake;

/// The name of the clock's record in the store.
const KEY: &str = "clock";
/// The last instant that the clock shows: whatever is reckoned from there is still before the end of the calendar.
const LATEST: Timestamp = Timestamp::constant(221_845_392_000, 0); // 9000-01-01T00:00:00Z
/// How long [`Time::advance`] takes at most.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The present instant of the domain clock.
    pub now: Timestamp,
    /// Whether it stands still.
    pub frozen: bool,
    /// How far it is ahead of the wall clock; negative when it is behind.
    pub ahead: SignedDuration,
}

/// Why the clock was not moved.
#[derive(Debug, thiserror::Error)]
pub enum TimeError {
    /// Domain time does not run backwards.
    #[error(
        "the clock shows {now}, and {asked} is before it: restore a snapshot to go back in time"
    )]
    Backwards {
        /// What the clock shows.
        now: Timestamp,
        /// What was asked for.
        asked: Timestamp,
    },
    /// Past the last instant that the clock shows.
    #[error("{asked} is too late: the clock goes to {LATEST} at most")]
    TooLate {
        /// What was asked for; the end of the calendar for anything after it.
        asked: Timestamp,
    },
    /// The state of the clock that is stored is not one that chatd wrote.
    #[error("the stored state of the clock is damaged: restore a snapshot")]
    Damaged,
    /// The state of the clock cannot be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves the domain clock. Each change is durable before anybody sees it, so that no restart jumps back; changes wait for
/// one another.
pub struct Time<S> {
    pub(super) store: Arc<S>,
    pub(super) clock: Arc<SteeredClock>,
    pub(super) underway: Arc<Underway>,
    pub(super) patience: Duration,
    /// Whoever changes the clock has it.
    turn: Mutex<Wake>,
}

impl<S: Store> Time<S> {
    /// `changed` rises after each commit that makes or ends work of the background: the store's counter.
    pub fn new(
        store: Arc<S>,
        clock: Arc<SteeredClock>,
        underway: Arc<Underway>,
        changed: Wake,
    ) -> Self {
        Self {
            store,
            clock,
            underway,
            patience: PATIENCE,
            turn: Mutex::new(changed),
        }
    }

    /// [`advance`](Self::advance) gives up after so long (30 s unless told) of the wall clock.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Takes over the stored state, at the start.
    ///
    /// # Errors
    ///
    /// [`TimeError::Damaged`], [`TimeError::Store`].
    pub async fn load(&self) -> Result<(), TimeError> {
        let _turn = self.turn.lock().await;
        self.take_over().await
    }

    /// [`load`](Self::load) for whoever has the turn.
    pub(super) async fn take_over(&self) -> Result<(), TimeError> {
        let state = match self.store.installation(KEY).await? {
            Some(record) => serde_json::from_str(&record).map_err(|_| TimeError::Damaged)?,
            None => ClockState::Offset(SignedDuration::ZERO),
        };
        self.clock.set(state);
        Ok(())
    }

    /// Stops the clock at `at` if no state of it was ever stored: the first start of a run that is to be the same twice.
    ///
    /// # Errors
    ///
    /// [`TimeError::Store`].
    pub async fn begin_at(&self, at: Timestamp) -> Result<(), TimeError> {
        let _turn = self.turn.lock().await;
        if self.store.installation(KEY).await?.is_none() {
            let state = ClockState::FrozenAt(at);
            self.keep(state, None).await?;
            self.clock.set(state);
        }
        Ok(())
    }

    /// What the clock shows.
    pub fn read(&self) -> Reading {
        self.clock.read()
    }

    /// Moves the clock to `at` in one leap, if given, and stops it or lets it go on, if told. Idempotent.
    ///
    /// What fell due on the way is done at `at`, as after a stop of that length; [`advance_to`](Self::advance_to) does each thing
    /// at its own time.
    ///
    /// # Errors
    ///
    /// [`TimeError::Backwards`], [`TimeError::TooLate`], [`TimeError::Store`]; nothing is changed then.
    pub async fn update(
        &self,
        at: Option<Timestamp>,
        frozen: Option<bool>,
        keep: Option<Keep<Reading>>,
    ) -> Result<Reading, TimeError> {
        let _turn = self.turn.lock().await;
        let mut stopped = self.clock.stop();
        let now = stopped.now;
        let at = at.unwrap_or(now);
        check_step(now, at)?;
        let frozen = frozen.unwrap_or(stopped.then_frozen);
        let reading = self.reading_at(at, frozen);
        let keep = keep.map(|keep| keep.of(move |&()| reading));
        self.keep(self.state_at(at, frozen), keep).await?;
        stopped.then_frozen = frozen;
        stopped.show(at);
        drop(stopped);
        Ok(reading)
    }

    /// Stops the clock where it is.
    ///
    /// # Errors
    ///
    /// [`TimeError::Store`].
    pub async fn freeze(&self) -> Result<Reading, TimeError> {
        self.update(None, Some(true), None).await
    }

    /// Whoever changes the clock waits for the turn.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, Wake> {
        self.turn.lock().await
    }

    /// The state of a clock that shows `at`.
    pub(super) fn state_at(&self, at: Timestamp, frozen: bool) -> ClockState {
        if frozen {
            ClockState::FrozenAt(at)
        } else {
            self.clock.going_from(at)
        }
    }

    /// What a clock tells that is put to `at` now.
    pub(super) fn reading_at(&self, at: Timestamp, frozen: bool) -> Reading {
        Reading {
            now: at,
            frozen,
            ahead: self.clock.ahead_at(at),
        }
    }

    /// Keeps the state.
    pub(super) async fn keep(
        &self,
        state: ClockState,
        keep: Option<Keep<()>>,
    ) -> Result<(), TimeError> {
        let record =
            serde_json::to_string(&state).map_err(|error| StoreError::Internal(Box::new(error)))?;
        Ok(self.store.put_installation(KEY, record, keep).await?)
    }
}

/// Whether the clock can go from `now` to `asked`.
pub(super) fn check_step(now: Timestamp, asked: Timestamp) -> Result<(), TimeError> {
    if asked < now {
        Err(TimeError::Backwards { now, asked })
    } else if asked > LATEST && asked != now {
        Err(TimeError::TooLate { asked })
    } else {
        Ok(())
    }
}
