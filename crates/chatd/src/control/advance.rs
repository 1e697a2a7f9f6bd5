//! Moves the domain clock forward from one due instant to the next, as if the time had passed.

use chat_core::{Agenda, Clock as _, Keep, Store};
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, timeout_at};

use super::clock::Stopped;
use super::time::{Reading, Time, TimeError, check_step};
use crate::clock::monotonic;
use crate::wake::Wake;

/// What happened on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advanced {
    /// What the clock showed before.
    pub from: Timestamp,
    /// How far it got.
    pub reached: Timestamp,
    /// What it showed then.
    pub clock: Reading,
    /// Whether that is where it was to go, with everything that fell due on the way done. Otherwise time ran out, and
    /// the clock stays where it got to.
    pub complete: bool,
    /// Timers that changed their chat.
    pub timers_fired: u64,
    /// Attempts at deliveries.
    pub attempts_made: u64,
    /// What was due at `reached` and not done.
    pub open: Agenda,
}

impl<S: Store> Time<S> {
    /// Moves the clock forward by `by`, as [`advance_to`](Self::advance_to). By zero: waits until what is due is done.
    ///
    /// # Errors
    ///
    /// Those of [`advance_to`](Self::advance_to).
    pub async fn advance(&self, by: SignedDuration) -> Result<Advanced, TimeError> {
        self.advance_keeping(by, None).await
    }

    /// As [`advance`](Self::advance), with what is kept.
    pub(crate) async fn advance_keeping(
        &self,
        by: SignedDuration,
        keep: Option<Keep<Advanced>>,
    ) -> Result<Advanced, TimeError> {
        // Past the end of the calendar is too late in any case.
        let target = |now: Timestamp| now.saturating_add(by).unwrap_or(Timestamp::MAX);
        self.go(target, keep).await
    }

    /// Moves the clock forward to `target`. It stops at each instant on the way at which a timer or a delivery is due
    /// until those are done: steps have ended, events had the attempt that was due. What is held back (a paused webhook, one
    /// that is off) does not count. Returns when everything is done, or after 30 s of the wall clock, the wait for another change
    /// of the clock among them.
    ///
    /// A clock that was going stands still meanwhile and goes on from where it got to.
    ///
    /// # Errors
    ///
    /// [`TimeError::Backwards`], [`TimeError::TooLate`], [`TimeError::Store`]; the clock stays where it got to.
    pub async fn advance_to(&self, target: Timestamp) -> Result<Advanced, TimeError> {
        self.advance_to_keeping(target, None).await
    }

    /// As [`advance_to`](Self::advance_to), with what is kept.
    pub(crate) async fn advance_to_keeping(
        &self,
        target: Timestamp,
        keep: Option<Keep<Advanced>>,
    ) -> Result<Advanced, TimeError> {
        self.go(|_| target, keep).await
    }

    async fn go(
        &self,
        target: impl FnOnce(Timestamp) -> Timestamp,
        keep: Option<Keep<Advanced>>,
    ) -> Result<Advanced, TimeError> {
        let deadline = monotonic() + self.patience;
        let Ok(mut turn) = timeout_at(deadline, self.turn()).await else {
            return self.not_moved().await;
        };
        let stopped = self.clock.stop();
        let (from, frozen) = (stopped.now, stopped.then_frozen);
        let target = target(from);
        check_step(from, target)?;
        let (timers, attempts) = self.underway.counts();
        let complete = self
            .walk_until(deadline, &mut turn, target, &stopped)
            .await?;
        let reached = self.clock.now();
        let open = self.store.agenda(reached).await?;
        let (timers_after, attempts_after) = self.underway.counts();
        let advanced = Advanced {
            from,
            reached,
            clock: self.reading_at(reached, frozen),
            complete,
            timers_fired: timers_after - timers,
            attempts_made: attempts_after - attempts,
            open,
        };
        let keep = keep.map(|keep| keep.of(move |&()| advanced));
        self.keep(self.state_at(reached, frozen), keep).await?;
        Ok(advanced)
    }

    /// The turn did not come in time.
    async fn not_moved(&self) -> Result<Advanced, TimeError> {
        let clock = self.read();
        Ok(Advanced {
            from: clock.now,
            reached: clock.now,
            clock,
            complete: false,
            timers_fired: 0,
            attempts_made: 0,
            open: self.store.agenda(clock.now).await?,
        })
    }

    /// Whether it got there in time.
    async fn walk_until(
        &self,
        deadline: Instant,
        wake: &mut Wake,
        target: Timestamp,
        stopped: &Stopped<'_>,
    ) -> Result<bool, TimeError> {
        let walked = timeout_at(deadline, self.walk(wake, target, stopped)).await;
        let complete = walked.is_ok();
        walked.unwrap_or(Ok(()))?;
        Ok(complete)
    }

    async fn walk(
        &self,
        wake: &mut Wake,
        target: Timestamp,
        stopped: &Stopped<'_>,
    ) -> Result<(), TimeError> {
        loop {
            self.work_off(wake).await?;
            // Nothing begins between this look and the move: what was done meanwhile may have made something due.
            let held = self.underway.hold().await;
            let now = self.clock.now();
            let agenda = self.store.agenda(now).await?;
            if !agenda.is_done() {
                continue;
            }
            if now == target {
                return Ok(());
            }
            let next = agenda.next_at.unwrap_or(target).min(target);
            self.keep(self.state_at(next, stopped.then_frozen), None)
                .await?;
            stopped.show(next);
            drop(held);
        }
    }

    /// Waits until the workers have done what is due.
    async fn work_off(&self, wake: &mut Wake) -> Result<(), TimeError> {
        while !self.store.agenda(self.clock.now()).await?.is_done() {
            wake.changed().await;
        }
        Ok(())
    }
}
