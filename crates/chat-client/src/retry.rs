//! What is asked again, and when.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, StatusCode};

/// When an answer is worth another attempt.
///
/// 429 is asked again whatever the method: the API counts requests before it looks at them. 503 is asked again only for
/// requests that change nothing, since a request that changes something may have been carried out. Nothing else is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts in all; waits for as long as the API says, else 250 ms, 500 ms, 1 s; gives up rather than wait for
    /// more than 30 seconds.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(250),
            longest_delay: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Never asks again.
    #[must_use]
    pub fn never() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// How many attempts there are in all, the first included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long to wait before the second attempt when the API does not say; every further wait is twice the one before.
    #[must_use]
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// Longest wait. An answer that asks for a longer one is final.
    #[must_use]
    pub fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// How long to wait after attempt number `attempt` (from 1) was answered so, or `None` when the answer is final.
    pub(crate) fn delay(
        &self,
        attempt: u32,
        method: &Method,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Option<Duration> {
        let repeatable = match status {
            StatusCode::TOO_MANY_REQUESTS => true,
            StatusCode::SERVICE_UNAVAILABLE => method.is_safe(),
            _ => false,
        };
        if !repeatable || attempt >= self.attempts {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let delay = asked_for(headers).unwrap_or_else(|| self.first_delay.saturating_mul(doubled));
        (delay <= self.longest_delay).then_some(delay)
    }
}

/// `Retry-After` in seconds. Its other form, a date, would need the clocks of two machines to agree; it counts as absent.
fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, RETRY_AFTER};
    use reqwest::{Method, StatusCode};

    use super::RetryPolicy;

    fn after(seconds: &str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, seconds.parse().expect("a header"))])
    }

    const LIMITED: StatusCode = StatusCode::TOO_MANY_REQUESTS;
    const AWAY: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

    #[test]
    fn a_limited_request_waits_for_as_long_as_it_is_told() {
        let policy = RetryPolicy::default();
        assert_eq!(
            policy.delay(1, &Method::POST, LIMITED, &after("2")),
            Some(Duration::from_secs(2))
        );
        assert_eq!(
            policy.delay(1, &Method::POST, LIMITED, &after("31")),
            None,
            "longer than it would wait"
        );
        assert_eq!(
            policy.delay(4, &Method::POST, LIMITED, &after("2")),
            None,
            "the attempts are used up"
        );
    }

    #[test]
    fn without_a_word_waits_double() {
        let policy = RetryPolicy::default();
        let delays: Vec<_> = (1..=4)
            .map(|it| policy.delay(it, &Method::GET, AWAY, &HeaderMap::new()))
            .collect();
        let expected = [250, 500, 1000].map(Duration::from_millis).map(Some);
        assert_eq!(delays, [&expected[..], &[None]].concat());
        let date = after("Wed, 21 Oct 2026 07:28:00 GMT");
        assert_eq!(
            policy.delay(1, &Method::GET, AWAY, &date),
            Some(Duration::from_millis(250))
        );
    }

    #[test]
    fn a_change_is_not_repeated_when_it_may_have_happened() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.delay(1, &Method::POST, AWAY, &after("1")), None);
        assert_eq!(
            policy.delay(1, &Method::GET, StatusCode::BAD_GATEWAY, &after("1")),
            None
        );
        assert_eq!(
            RetryPolicy::never().delay(1, &Method::GET, LIMITED, &after("1")),
            None
        );
    }
}
