//! Credentials and rate limits, on a clock that the test sets.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use chatd::auth::{Account, Gate, Presented, Refusal, TokenHash};
use chatd::rate_limit::RateLimit;
use jiff::{SignedDuration, Timestamp};

use crate::support::StillClock;

#[derive(Clone, Debug, PartialEq)]
struct Tenant {
    subdomain: &'static str,
    hashes: Vec<TokenHash>,
}

impl Account for Tenant {
    fn token_hashes(&self) -> &[TokenHash] {
        &self.hashes
    }
}

async fn find(subdomain: String) -> Result<Option<Tenant>, Infallible> {
    let tenant = |subdomain, token| Tenant {
        subdomain,
        hashes: vec![TokenHash::of("old"), TokenHash::of(token)],
    };
    Ok(match subdomain.as_str() {
        "acme" => Some(tenant("acme", "acme-token")),
        "zenith" => Some(tenant("zenith", "zenith-token")),
        _ => None,
    })
}

fn presented<'a>(subdomain: &'a str, token: &'a str, host: Option<&'a str>) -> Presented<'a> {
    Presented {
        subdomain,
        token,
        host,
        peer: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
    }
}

fn subdomain(outcome: Result<Tenant, Refusal<Infallible>>) -> Option<&'static str> {
    outcome.ok().map(|tenant| tenant.subdomain)
}

#[tokio::test]
async fn good_credentials_pass_and_others_do_not() {
    let gate = Gate::without_limit(Arc::new(StillClock::new()));
    for (user, token, host, expected) in [
        ("acme", "acme-token", None, Some("acme")),
        ("acme", "old", None, Some("acme")),
        ("ACME", "acme-token", None, Some("acme")),
        ("acme", "zenith-token", None, None),
        ("acme", "", None, None),
        ("nobody", "acme-token", None, None),
        ("acme", "acme-token", Some("acme.example.com"), Some("acme")),
        ("acme", "acme-token", Some("127.0.0.1:8080"), Some("acme")),
        ("acme", "acme-token", Some("www.example.com"), Some("acme")),
        ("acme", "acme-token", Some("zenith.example.com:443"), None),
        ("acme", "acme-token", Some("Zenith.localhost"), None),
    ] {
        let outcome = gate.authenticate(presented(user, token, host), find).await;
        assert_eq!(subdomain(outcome), expected, "{user} {token} {host:?}");
    }
}

#[tokio::test]
async fn failures_are_limited_and_good_credentials_go_on() {
    let clock = Arc::new(StillClock::new());
    let gate = Gate::new(clock.clone());
    let wrong = presented("acme", "wrong", None);
    for _ in 0..5 {
        assert_eq!(
            gate.authenticate(wrong, find).await,
            Err(Refusal::Unauthorized)
        );
    }
    let over = gate.authenticate(wrong, find).await;
    assert!(matches!(over, Err(Refusal::TooManyFailures(over)) if over.retry_after_seconds == 1));
    let good = gate
        .authenticate(presented("acme", "acme-token", None), find)
        .await;
    assert_eq!(subdomain(good), Some("acme"));
    let other = gate
        .authenticate(presented("nobody", "wrong", None), find)
        .await;
    assert_eq!(
        other,
        Err(Refusal::Unauthorized),
        "another subdomain has its own bucket"
    );
    clock.advance(SignedDuration::from_millis(200));
    assert_eq!(
        gate.authenticate(wrong, find).await,
        Err(Refusal::Unauthorized)
    );
}

#[test]
fn a_bucket_gives_its_rate_and_no_more() {
    let limit = RateLimit::new(NonZeroU32::new(10).expect("not zero"));
    let start = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1);
    let granted = |limit: &RateLimit<u8>, at, tries: usize| {
        (0..tries).filter(|_| limit.take(1, at).is_ok()).count()
    };
    assert_eq!(granted(&limit, start, 30), 10);
    assert_eq!(
        granted(&limit, start + SignedDuration::from_millis(99), 5),
        0
    );
    assert_eq!(
        granted(&limit, start + SignedDuration::from_millis(100), 5),
        1
    );
    assert_eq!(
        granted(&limit, start + SignedDuration::from_secs(60), 30),
        10
    );
    let back = start + SignedDuration::from_secs(59);
    assert_eq!(
        granted(&limit, back, 5),
        0,
        "a clock set back gives nothing"
    );
    assert!(
        limit.take(2, start).is_ok(),
        "another key has its own bucket"
    );
}

#[test]
fn retry_after_is_in_whole_seconds_and_never_zero() {
    let limit = RateLimit::new(NonZeroU32::MIN);
    let start = Timestamp::UNIX_EPOCH;
    limit.take(1, start).expect("the first");
    for millis in [0, 1, 500, 999] {
        let at = start + SignedDuration::from_millis(millis);
        assert_eq!(limit.take(1, at).expect_err("empty").retry_after_seconds, 1);
    }
    limit
        .take(1, start + SignedDuration::from_secs(1))
        .expect("full again");
}

#[test]
fn many_keys_do_not_grow_without_end() {
    let limit = RateLimit::new(NonZeroU32::MIN);
    let granted = (0..200_000).filter(|key| limit.take(*key, Timestamp::UNIX_EPOCH).is_ok());
    assert_eq!(granted.count(), 65_536 + 1, "the rest shares one bucket");
}
