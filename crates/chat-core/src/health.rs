//! The health of a webhook: since when it fails, and when the platform switches it off by itself.

use jiff::{SignedDuration, Timestamp};

use crate::store::{AttemptEnd, DeliveryOutcome};
use crate::tenant::Webhook;

/// The status that says: never again (RFC 9110, section 15.5.11).
const GONE: u16 = 410;
/// A failure now and then is no state.
const FAILING_FROM: SignedDuration = SignedDuration::from_mins(1);
/// How exactly [`Webhook::last_failed_at`] is kept.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// [`Webhook::disabled_reason`] after an answer of 410.
pub const DISABLED_GONE: &str = "gone";
/// [`Webhook::disabled_reason`] after failure for too long.
pub const DISABLED_FAILING: &str = "failing";

impl Webhook {
    /// Whether every attempt has failed for a minute or longer.
    #[must_use]
    pub fn is_failing(&self, now: Timestamp) -> bool {
        self.failing_since
            .is_some_and(|since| now.duration_since(since) >= FAILING_FROM)
    }

    /// Whether events are written to the outbox: while it is on, and while it is off by the platform's own doing, so that
    /// nothing is lost until somebody looks at it.
    #[must_use]
    pub fn collects(&self) -> bool {
        self.is_on() || (self.url.is_some() && self.disabled_reason.is_some())
    }

    /// Takes note of how an attempt ended, and switches the webhook off when that is due; tells whether anything changed.
    ///
    /// An attempt at another URL than the present one says nothing about it.
    pub fn note_attempt(&mut self, end: &AttemptEnd) -> bool {
        if !self.is_on() || self.url.as_ref() != Some(&end.url) {
            return false;
        }
        if end.outcome == DeliveryOutcome::Delivered {
            self.last_failed_at = None;
            return self.failing_since.take().is_some();
        }
        let (since, noted) = self.note_failure(end);
        let reason = if end.disabling.on_gone && end.status == Some(GONE) {
            Some(DISABLED_GONE)
        } else {
            let too_long = |after| end.at.duration_since(since) >= after;
            let failing = end.disabling.after.is_some_and(too_long);
            failing.then_some(DISABLED_FAILING)
        };
        if let Some(reason) = reason {
            self.enabled = false;
            self.disabled_reason = Some(reason.to_owned());
        }
        reason.is_some() || noted
    }

    /// Since when it fails now, and whether that was noted; a failure soon after the one before is not worth a write.
    fn note_failure(&mut self, end: &AttemptEnd) -> (Timestamp, bool) {
        let row = self.failing_since.zip(self.last_failed_at);
        let row = row.filter(|(_, last)| end.at.duration_since(*last) <= end.lull);
        if let Some((since, last)) = row
            && end.at.duration_since(last) < NOTED_EVERY
        {
            return (since, false);
        }
        let since = row.map_or(end.at, |(since, _)| since);
        self.failing_since = Some(since);
        self.last_failed_at = Some(end.at);
        (since, true)
    }

    /// After a person's change: another URL, or switching on, begins with a clean slate.
    pub fn forget_failures_of(&mut self, before: &Self) {
        let switched_on = self.enabled && !before.enabled;
        if switched_on || self.url != before.url {
            self.failing_since = None;
        }
        if self.failing_since.is_none() {
            self.last_failed_at = None;
        }
        if self.enabled {
            self.disabled_reason = None;
        }
    }
}
