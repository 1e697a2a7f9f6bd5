//! Token buckets, exact, per key: API calls per tenant, failed credentials per address and subdomain.
//!
//! A bucket of the rate `r` holds `r` tokens and gains `r` a second; each call takes one. The time is the injected wall
//! clock; when it is set back, buckets stand still until it has caught up. A bucket that is full again is forgotten, so memory
//! follows the callers of the last second; past 65,536 keys the rest share one bucket.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Keys remembered at a time.
const CAPACITY: usize = 65_536;
/// A token, in the unit that buckets count in: one nanosecond of a rate of one a second.
const TOKEN: i128 = 1_000_000_000;

/// What to say to a caller over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// Whole seconds until there is a token again; at least 1. For `Retry-After`.
    pub retry_after_seconds: u64,
}

/// A limit on calls per key.
#[derive(Debug)]
pub struct RateLimit<K> {
    per_second: NonZeroU32,
    buckets: Mutex<Buckets<K>>,
}

#[derive(Debug)]
struct Buckets<K> {
    by_key: HashMap<K, Bucket>,
    rest: Bucket,
    pruned_at: i128,
}

/// `taken` tokens are missing as of `at`.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    taken: i128,
    at: i128,
}

impl<K: Eq + Hash> RateLimit<K> {
    /// `per_second` calls a second, and as many at once.
    pub fn new(per_second: NonZeroU32) -> Self {
        Self {
            per_second,
            buckets: Mutex::new(Buckets {
                by_key: HashMap::new(),
                rest: Bucket::default(),
                pruned_at: 0,
            }),
        }
    }

    /// Takes a token of `key`'s bucket.
    ///
    /// # Errors
    ///
    /// When there is none; a refused call costs nothing.
    pub fn take(&self, key: K, now: Timestamp) -> Result<(), OverLimit> {
        let now = now.as_nanosecond();
        let rate = i128::from(self.per_second.get());
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let Buckets {
            by_key,
            rest,
            pruned_at,
        } = &mut *buckets;
        // At most once a second: a flood of new keys must not make every call walk through all of them.
        if by_key.len() >= CAPACITY && (now - *pruned_at).abs() >= TOKEN {
            *pruned_at = now;
            by_key.retain(|_, bucket| bucket.missing(now, rate) > 0);
        }
        let full_house = by_key.len() >= CAPACITY;
        let bucket = match by_key.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if full_house => rest,
            Entry::Vacant(entry) => entry.insert(Bucket::default()),
        };
        bucket.take(now, rate)
    }
}

impl Bucket {
    fn missing(&self, now: i128, rate: i128) -> i128 {
        let gained = (now - self.at).max(0).saturating_mul(rate);
        self.taken.saturating_sub(gained).max(0)
    }

    fn take(&mut self, now: i128, rate: i128) -> Result<(), OverLimit> {
        let missing = self.missing(now, rate);
        let excess = missing + TOKEN - rate * TOKEN;
        if excess > 0 {
            let per_second = rate * TOKEN;
            let seconds = (excess + per_second - 1) / per_second;
            return Err(OverLimit {
                retry_after_seconds: u64::try_from(seconds).unwrap_or(1).max(1),
            });
        }
        self.at = self.at.max(now);
        self.taken = missing + TOKEN;
        Ok(())
    }
}
