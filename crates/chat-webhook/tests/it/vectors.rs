//! Signatures computed by another implementation (Python's `hmac`), as literals.

use std::time::Duration;

use chat_webhook::headers::{X_SIGNATURE, X_SIGNATURE_TIMESTAMP};
use chat_webhook::{Secrets, Timestamp, Verifier, VerifyError, sign, timestamp_text};
use http::{HeaderMap, HeaderValue};

use crate::{BODY, PRIMARY, SECONDARY, TIMESTAMP, both, now, primary_only};

const BY_PRIMARY: &str = "mROOwEQRFwql2gKqUHBio2hdbYmEol9BWfIbPaOOSYI=";
const BY_SECONDARY: &str = "frDNd8XDI3Xfk5vM669NL4Mm4xSFOMeSm7GLw/88lh0=";
const BY_PRIMARY_SECONDS: &str = "484o+2B8AQiE93aNmN/8gPRwC87ZMQAxrHqIm8Cau4s=";
const BY_PRIMARY_MILLISECONDS: &str = "Qr0Q8PY0HWW2Rt4RFDu4J8kQ/1z85lEXoYGgRNEIst4=";
const ACCENTED: &str = "{\"text\":\"perché ☕\"}";
const BY_PRIMARY_ACCENTED: &str = "4oIvaeMOQL55yebRJon0UaivFU4nit/bacdb6OdcvN0=";

fn verify(verifier: &Verifier, signature: &str) -> Result<(), VerifyError> {
    verifier
        .verify_texts(signature, TIMESTAMP, BODY, now())
        .map(|_| ())
}

#[test]
fn signs_as_documented() {
    assert_eq!(
        sign(&both(), TIMESTAMP, BODY),
        format!("primary={BY_PRIMARY} secondary={BY_SECONDARY}")
    );
    assert_eq!(
        sign(&primary_only(), TIMESTAMP, BODY),
        format!("primary={BY_PRIMARY}")
    );
    assert_eq!(
        sign(&primary_only(), TIMESTAMP, ACCENTED.as_bytes()),
        format!("primary={BY_PRIMARY_ACCENTED}")
    );
    assert_eq!(timestamp_text(now()), TIMESTAMP);
}

#[test]
fn either_signature_may_equal_either_secret() {
    let swapped = Secrets::new(SECONDARY)
        .and_then(|secrets| secrets.with_secondary(PRIMARY))
        .expect("secrets");
    let old_only = Secrets::new(SECONDARY).expect("a secret");
    for secrets in [both(), primary_only(), swapped, old_only] {
        let verifier = Verifier::new(secrets);
        let header = format!("primary={BY_PRIMARY} secondary={BY_SECONDARY}");
        assert_eq!(verify(&verifier, &header), Ok(()));
    }
    let verifier = Verifier::new(both());
    for header in [
        format!("primary={BY_PRIMARY}"),
        format!("secondary={BY_PRIMARY}"),
        format!("primary={BY_SECONDARY}"),
        format!("secondary={BY_SECONDARY}   primary={BY_SECONDARY}"),
        format!("primary=junk secondary={BY_PRIMARY} tertiary=new"),
    ] {
        assert_eq!(verify(&verifier, &header), Ok(()), "{header}");
    }
}

#[test]
fn tells_a_mismatch_from_a_malformed_header() {
    let verifier = Verifier::new(primary_only());
    let other = format!("primary={BY_SECONDARY}");
    assert_eq!(verify(&verifier, &other), Err(VerifyError::Mismatch));
    for header in [
        "",
        "primary",
        "primary=",
        BY_PRIMARY,
        "primary=mROOwEQRFwql2gKqUHBio2hdbYmEol9BWfIbPaOOSYI",
        "Primary=mROOwEQRFwql2gKqUHBio2hdbYmEol9BWfIbPaOOSYI=",
        "tertiary=mROOwEQRFwql2gKqUHBio2hdbYmEol9BWfIbPaOOSYI=",
    ] {
        assert_eq!(
            verify(&verifier, header),
            Err(VerifyError::MalformedHeader(X_SIGNATURE)),
            "{header}"
        );
    }
}

#[test]
fn reads_ten_and_thirteen_digits() {
    let verifier = Verifier::new(primary_only());
    for (timestamp, signature) in [
        ("1772600767", BY_PRIMARY_SECONDS),
        ("1772600767089", BY_PRIMARY_MILLISECONDS),
    ] {
        let header = format!("primary={signature}");
        let verified = verifier.verify_texts(&header, timestamp, BODY, now());
        assert_eq!(verified.map(|body| body.bytes()), Ok(BODY));
    }
}

#[test]
fn takes_each_header_once() {
    let verifier = Verifier::new(primary_only());
    let mut headers = HeaderMap::new();
    let verify = |headers: &HeaderMap| verifier.verify(headers, BODY, now()).map(|_| ());
    assert_eq!(
        verify(&headers),
        Err(VerifyError::MissingHeader(X_SIGNATURE))
    );
    let value = HeaderValue::try_from(format!("primary={BY_PRIMARY}")).expect("a header value");
    headers.insert(X_SIGNATURE, value.clone());
    assert_eq!(
        verify(&headers),
        Err(VerifyError::MissingHeader(X_SIGNATURE_TIMESTAMP))
    );
    headers.insert(X_SIGNATURE_TIMESTAMP, HeaderValue::from_static(TIMESTAMP));
    assert_eq!(verify(&headers), Ok(()));
    headers.append(X_SIGNATURE, value);
    assert_eq!(
        verify(&headers),
        Err(VerifyError::RepeatedHeader(X_SIGNATURE))
    );
}

#[test]
fn the_age_limit_holds_both_ways() {
    let header = format!("primary={BY_PRIMARY}");
    let at = |verifier: &Verifier, offset_ms: i64| {
        let now = Timestamp::from_millisecond(now().as_millisecond() + offset_ms).expect("a time");
        verifier
            .verify_texts(&header, TIMESTAMP, BODY, now)
            .map(|body| body.sent_at())
    };
    let five_minutes = Verifier::new(primary_only());
    assert_eq!(at(&five_minutes, 300_000), Ok(now()));
    assert_eq!(at(&five_minutes, -300_000), Ok(now()));
    assert_eq!(at(&five_minutes, 300_001), Err(VerifyError::TooOld));
    assert_eq!(at(&five_minutes, -300_001), Err(VerifyError::TooNew));

    let strict = Verifier::new(primary_only()).with_max_age(Duration::from_secs(1));
    assert_eq!(at(&strict, 1_001), Err(VerifyError::TooOld));
    let off = Verifier::new(primary_only()).without_age_limit();
    assert_eq!(at(&off, 1_000_000_000), Ok(now()));
    assert_eq!(at(&off, -1_000_000_000), Ok(now()));
}
