//! Who may use the desk: whoever has the admin token.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::auth::TokenHash;
use crate::clock::WallClock;
use crate::rate_limit::{OverLimit, RateLimit};

/// The user name of HTTP Basic.
pub(super) const USER: &str = "admin";
/// Failed credentials per second and address.
const FAILURES_PER_SECOND: NonZeroU32 = NonZeroU32::new(5).expect("not zero");

/// Decides who is let in, and counts failures.
pub struct Gate {
    token: TokenHash,
    clock: Arc<dyn WallClock>,
    failures: Option<RateLimit<Option<IpAddr>>>,
}

/// Why a caller is not let in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// 401.
    Unauthorized,
    /// 429: too many failures from this address.
    TooManyFailures(OverLimit),
}

impl Gate {
    /// Lets in whoever has `token`; failures are limited to 5 a second per address if `limited`.
    pub fn new(token: &str, clock: Arc<dyn WallClock>, limited: bool) -> Self {
        Self {
            token: TokenHash::of(token),
            clock,
            failures: limited.then(|| RateLimit::new(FAILURES_PER_SECOND)),
        }
    }

    /// Judges what a caller presents. Only failures are counted, and good credentials always pass.
    pub(crate) fn admit(
        &self,
        user: &str,
        token: &str,
        peer: Option<IpAddr>,
    ) -> Result<(), Refusal> {
        // The token first: a wrong name and a wrong token take the same path.
        let known = TokenHash::of(token).is_one_of(&[self.token]);
        if known && user == USER {
            return Ok(());
        }
        let taken = self
            .failures
            .as_ref()
            .map_or(Ok(()), |limit| limit.take(peer, self.clock.now()));
        Err(taken.map_or_else(Refusal::TooManyFailures, |()| Refusal::Unauthorized))
    }
}
