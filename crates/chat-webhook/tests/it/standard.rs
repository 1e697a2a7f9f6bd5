//! The Standard Webhooks headers: the specification's own example, a vector from Python's `hmac`, and the refusals.

use chat_webhook::headers::{WEBHOOK_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP};
use chat_webhook::{StandardSecret, StandardVerifier, VerifyError, sign_standard};
use http::{HeaderMap, HeaderValue};

use crate::{BODY, now};

const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNATURE: &str = "v1,W6N3uZ1eXVE0p2l/KSQ/AqFoaPRQ4Fxg0U8NZCyurRA=";

fn secret(printed: &str) -> StandardSecret {
    StandardSecret::parse(printed).expect("a secret")
}

fn headers(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
    [
        (WEBHOOK_ID, id),
        (WEBHOOK_TIMESTAMP, timestamp),
        (WEBHOOK_SIGNATURE, signature),
    ]
    .into_iter()
    .map(|(name, value)| {
        let name = http::HeaderName::from_static(name);
        (name, HeaderValue::from_str(value).expect("a header value"))
    })
    .collect()
}

fn verify(id: &str, timestamp: &str, signature: &str, body: &[u8]) -> Result<(), VerifyError> {
    StandardVerifier::new(secret(SECRET))
        .verify(&headers(id, timestamp, signature), body, now())
        .map(|_| ())
}

#[test]
fn signs_the_example_of_the_specification() {
    let signature = sign_standard(
        &secret(OTHER),
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    );
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn signs_and_verifies() {
    let signed = sign_standard(&secret(SECRET), "evt_01", 1_772_600_767, BODY);
    assert_eq!(signed, SIGNATURE);
    assert_eq!(verify("evt_01", "1772600767", SIGNATURE, BODY), Ok(()));
    let several = format!("v1a,AAAA v1,broken {SIGNATURE}");
    assert_eq!(verify("evt_01", "1772600767", &several, BODY), Ok(()));
}

#[test]
fn takes_a_second_secret_while_they_rotate() {
    let rotating = StandardVerifier::new(secret(OTHER)).and_secret(secret(SECRET));
    let headers = headers("evt_01", "1772600767", SIGNATURE);
    assert!(rotating.verify(&headers, BODY, now()).is_ok());
    let other = StandardVerifier::new(secret(OTHER)).verify(&headers, BODY, now());
    assert_eq!(other, Err(VerifyError::Mismatch));
}

#[test]
fn refuses_what_was_changed() {
    let mismatch = Err(VerifyError::Mismatch);
    assert_eq!(verify("evt_02", "1772600767", SIGNATURE, BODY), mismatch);
    assert_eq!(verify("evt_01", "1772600768", SIGNATURE, BODY), mismatch);
    assert_eq!(verify("evt_01", "1772600767", SIGNATURE, b"{}"), mismatch);
    let malformed = Err(VerifyError::MalformedHeader(WEBHOOK_SIGNATURE));
    let v2 = SIGNATURE.replace("v1", "v2");
    assert_eq!(verify("evt_01", "1772600767", &v2, BODY), malformed);
}

/// A full stop in the id would let the border between id, timestamp and body move.
#[test]
fn refuses_an_id_with_a_full_stop() {
    let signed = sign_standard(&secret(SECRET), "evt.01", 1_772_600_767, BODY);
    let verified = verify("evt.01", "1772600767", &signed, BODY);
    assert_eq!(verified, Err(VerifyError::Id));
}

#[test]
fn the_age_limit_holds() {
    let old = 1_772_600_767 - 301;
    let signed = sign_standard(&secret(SECRET), "evt_01", old, BODY);
    let verified = verify("evt_01", &old.to_string(), &signed, BODY);
    assert_eq!(verified, Err(VerifyError::TooOld));
    let any_age = StandardVerifier::new(secret(SECRET)).without_age_limit();
    let headers = headers("evt_01", &old.to_string(), &signed);
    assert!(any_age.verify(&headers, BODY, now()).is_ok());
}
