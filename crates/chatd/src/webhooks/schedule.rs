//! When a failed delivery is tried again: the schedule as data, the jitter, and what the receiver asks for.

use jiff::{SignedDuration, Timestamp};

/// The waits after the first, second, … failed attempt; after the last one an event is given up.
pub const RETRY_DELAYS: [SignedDuration; 9] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(5),
    SignedDuration::from_hours(10),
    SignedDuration::from_hours(14),
    SignedDuration::from_hours(20),
    SignedDuration::from_hours(24),
];

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// When failed attempts are repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The waits after the first, second, … failed attempt; after the last one a delivery is given up.
    pub delays: Vec<SignedDuration>,
    /// The waits differ by up to this many percent, at most 100, so that what failed together does not come back together.
    pub jitter_percent: u8,
    /// A receiver may ask for a longer wait than the schedule's (`Retry-After`), up to this.
    pub max_retry_after: SignedDuration,
}

impl Default for Schedule {
    /// [`RETRY_DELAYS`], a fifth more or less, and up to 24 hours.
    fn default() -> Self {
        Self {
            delays: RETRY_DELAYS.to_vec(),
            jitter_percent: 20,
            max_retry_after: SignedDuration::from_hours(24),
        }
    }
}

impl Schedule {
    /// When attempt number `attempt` (from 1), which failed at `now`, is followed by the next; `None` when it was the last.
    ///
    /// `retry_after` is the wait that the receiver asked for; the longer of the two holds. `chosen` is the jitter.
    #[must_use]
    pub(super) fn next_attempt_at(
        &self,
        attempt: u32,
        now: Timestamp,
        retry_after: Option<SignedDuration>,
        chosen: [u8; 16],
    ) -> Option<Timestamp> {
        let index = usize::try_from(attempt.checked_sub(1)?).ok()?;
        let delay = self.jittered(*self.delays.get(index)?, chosen);
        let asked = retry_after.unwrap_or(SignedDuration::ZERO);
        let wait = delay.max(asked.min(self.max_retry_after));
        now.checked_add(wait).ok()
    }

    /// How far apart two failed attempts in a row may be: the longest wait, or a day where events are few and not repeated,
    /// and an hour for what holds an attempt up.
    #[must_use]
    pub(super) fn lull(&self) -> SignedDuration {
        let longest = self.delays.iter().copied().max().unwrap_or_default();
        let jittered = self.jittered(longest, [u8::MAX; 16]);
        let longest = jittered.max(self.max_retry_after).max(DAY);
        longest.saturating_add(SignedDuration::from_hours(1))
    }

    fn jittered(&self, delay: SignedDuration, [a, b, c, d, ..]: [u8; 16]) -> SignedDuration {
        let draw = i64::from(u32::from_be_bytes([a, b, c, d])); // 0 ..= 2^32 - 1
        let percent = i64::from(self.jitter_percent.min(100));
        let spread_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX) / 100 * percent;
        let offset_ms = i128::from(2 * spread_ms) * i128::from(draw) / i128::from(u32::MAX);
        let offset_ms = i64::try_from(offset_ms).unwrap_or(0) - spread_ms;
        delay + SignedDuration::from_millis(offset_ms)
    }
}

/// Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an HTTP date compared with `wall_now`.
#[must_use]
pub(super) fn read_retry_after(value: &str, wall_now: Timestamp) -> Option<SignedDuration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = value.parse().unwrap_or(i64::MAX);
        return Some(SignedDuration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(at.duration_since(wall_now).max(SignedDuration::ZERO))
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{RETRY_DELAYS, Schedule, read_retry_after};

    fn wait(attempt: u32, retry_after: Option<SignedDuration>, draw: u8) -> Option<SignedDuration> {
        let now = Timestamp::UNIX_EPOCH;
        Schedule::default()
            .next_attempt_at(attempt, now, retry_after, [draw; 16])
            .map(|at| at.duration_since(now))
    }

    #[test]
    fn the_jitter_stays_within_a_fifth() {
        for (index, delay) in RETRY_DELAYS.into_iter().enumerate() {
            let attempt = u32::try_from(index).expect("small") + 1;
            assert_eq!(wait(attempt, None, 0x00), Some(delay * 4 / 5));
            assert_eq!(wait(attempt, None, 0xff), Some(delay * 6 / 5));
        }
    }

    #[test]
    fn the_lull_is_longer_than_every_wait() {
        let longest = wait(9, None, 0xff).expect("a wait");
        let hour = SignedDuration::from_hours(1);
        assert_eq!(Schedule::default().lull(), longest + hour);
        let once = Schedule {
            delays: Vec::new(),
            max_retry_after: SignedDuration::ZERO,
            ..Schedule::default()
        };
        assert_eq!(once.lull(), hour * 25);
    }

    #[test]
    fn the_last_attempt_has_no_successor() {
        assert_eq!(wait(10, None, 0), None);
        assert_eq!(wait(u32::MAX, None, 0), None);
        assert_eq!(wait(0, None, 0), None);
    }

    #[test]
    fn the_receiver_may_ask_for_a_longer_wait_within_bounds() {
        let minute = SignedDuration::from_mins(1);
        assert_eq!(wait(1, Some(minute), 0), Some(minute));
        let most = SignedDuration::from_hours(24);
        assert_eq!(wait(1, Some(SignedDuration::MAX), 0), Some(most));
        // A shorter wait than the schedule's is not granted.
        let scheduled = SignedDuration::from_mins(4);
        assert_eq!(wait(2, Some(minute), 0), Some(scheduled));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-03-04T05:06:07Z".parse().expect("a timestamp");
        let read = |value| read_retry_after(value, now);
        let seconds = SignedDuration::from_secs;
        assert_eq!(read("120"), Some(seconds(120)));
        assert_eq!(read("99999999999999999999"), Some(seconds(i64::MAX)));
        assert_eq!(read("Wed, 04 Mar 2026 05:07:07 GMT"), Some(seconds(60)));
        assert_eq!(read("Wed, 04 Mar 2026 05:00:00 GMT"), Some(seconds(0)));
        for value in ["", "-1", "soon", "1.5"] {
            assert_eq!(read(value), None, "{value:?}");
        }
    }
}
