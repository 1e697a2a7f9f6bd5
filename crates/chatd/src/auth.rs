//! Who is calling: subdomain and API token to tenant.
//!
//! Tokens are 256 random bits, so their SHA-256 is stored and nothing slower: a slow hash protects what people invent, and nobody
//! finds a preimage of 256 random bits however fast the hash is. Hashes are compared in constant time. An unknown subdomain and a
//! wrong token take the same path and give the same answer.

mod host;

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::clock::WallClock;
use crate::rate_limit::{OverLimit, RateLimit};
use host::host_label;

/// Failed credentials per second, address and subdomain.
const FAILURES_PER_SECOND: NonZeroU32 = NonZeroU32::new(5).expect("not zero");

/// The SHA-256 of an API token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    /// Hashes a token as presented.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Compares with every one of `known` in constant time; at least one comparison is made.
    pub fn is_one_of(&self, known: &[Self]) -> bool {
        let never = self.0.ct_eq(&[0; 32]) & Choice::from(0);
        let found = known
            .iter()
            .fold(never, |found, hash| found | self.0.ct_eq(&hash.0));
        found.into()
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash([redacted])")
    }
}

/// What authentication must know of a tenant.
pub trait Account {
    /// The hashes of the API tokens that are in force.
    fn token_hashes(&self) -> &[TokenHash];
}

/// What a caller presents.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The Basic user name.
    pub subdomain: &'a str,
    /// The Basic password.
    pub token: &'a str,
    /// The `Host` header (or the authority of an absolute target).
    pub host: Option<&'a str>,
    /// The caller's address.
    pub peer: Option<IpAddr>,
}

/// Why a caller is not let in.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal<E> {
    /// 401: unknown subdomain, wrong token, or another tenant's host.
    Unauthorized,
    /// 429: too many failures from this address for this subdomain.
    TooManyFailures(OverLimit),
    /// Tenants cannot be looked up.
    Lookup(E),
}

/// Decides who is let in, and counts failures.
pub struct Gate {
    clock: Arc<dyn WallClock>,
    failures: Option<RateLimit<(Option<IpAddr>, String)>>,
}

impl Gate {
    /// A gate that limits failed credentials to 5 a second per address and subdomain.
    pub fn new(clock: Arc<dyn WallClock>) -> Self {
        Self {
            clock,
            failures: Some(RateLimit::new(FAILURES_PER_SECOND)),
        }
    }

    /// A gate without that limit: `--rate-limit off`, for test runs that send wrong credentials on purpose.
    pub fn without_limit(clock: Arc<dyn WallClock>) -> Self {
        Self {
            clock,
            failures: None,
        }
    }

    /// The tenant whose credentials these are; `find` looks a tenant up by its subdomain.
    ///
    /// Only failures are counted, and only failures are refused with 429: good credentials always pass.
    ///
    /// # Errors
    ///
    /// See [`Refusal`].
    pub async fn authenticate<T, E, F>(
        &self,
        presented: Presented<'_>,
        find: impl Fn(String) -> F,
    ) -> Result<T, Refusal<E>>
    where
        T: Account,
        F: Future<Output = Result<Option<T>, E>>,
    {
        let subdomain = presented.subdomain.to_ascii_lowercase();
        let tenant = find(subdomain.clone()).await.map_err(Refusal::Lookup)?;
        let known = tenant.as_ref().map_or(&[][..], Account::token_hashes);
        let matches = TokenHash::of(presented.token).is_one_of(known);
        let foreign = self.names_another(presented.host, &subdomain, &find).await;
        match tenant {
            Some(tenant) if matches && !foreign.map_err(Refusal::Lookup)? => Ok(tenant),
            _ => Err(self.failed(presented.peer, subdomain)),
        }
    }

    /// Whether the host is another tenant's `{subdomain}.{domain}`.
    async fn names_another<T, E, F>(
        &self,
        host: Option<&str>,
        subdomain: &str,
        find: impl Fn(String) -> F,
    ) -> Result<bool, E>
    where
        F: Future<Output = Result<Option<T>, E>>,
    {
        match host.and_then(host_label) {
            Some(label) if label != subdomain => Ok(find(label).await?.is_some()),
            _ => Ok(false),
        }
    }

    fn failed<E>(&self, peer: Option<IpAddr>, mut subdomain: String) -> Refusal<E> {
        // Subdomains are DNS labels; a longer user name is nobody's, and need not be remembered whole.
        if let Some((end, _)) = subdomain.char_indices().nth(64) {
            subdomain.truncate(end);
        }
        let taken = self.failures.as_ref().map_or(Ok(()), |limit| {
            limit.take((peer, subdomain), self.clock.now())
        });
        match taken {
            Ok(()) => Refusal::Unauthorized,
            Err(over) => Refusal::TooManyFailures(over),
        }
    }
}
