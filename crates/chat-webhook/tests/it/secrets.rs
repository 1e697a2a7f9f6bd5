//! What is refused as a secret, and what `Debug` tells of one.

use chat_webhook::{SecretError, Secrets, StandardSecret, StandardVerifier, Verifier};

use crate::{PRIMARY, SECONDARY, both};

const STANDARD: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[test]
fn an_empty_or_spaced_secret_is_refused() {
    assert_eq!(Secrets::new("").map(|_| ()), Err(SecretError::Empty));
    for spaced in ["secret\n", " secret", "secret\u{a0}"] {
        assert_eq!(Secrets::new(spaced).map(|_| ()), Err(SecretError::Spaced));
    }
    let secondary = Secrets::new(PRIMARY).and_then(|secrets| secrets.with_secondary(""));
    assert_eq!(secondary.map(|_| ()), Err(SecretError::Empty));
}

#[test]
fn a_standard_secret_has_a_form() {
    let parse = |text: &str| StandardSecret::parse(text).map(|_| ());
    assert_eq!(parse(STANDARD), Ok(()));
    assert_eq!(parse(""), Err(SecretError::Prefix));
    assert_eq!(parse(&STANDARD[6..]), Err(SecretError::Prefix));
    assert_eq!(parse("whsec_???"), Err(SecretError::Base64));
    assert_eq!(parse("whsec_AAEC"), Err(SecretError::Length(3)));
    let long = StandardSecret::from_key(vec![0; 65]);
    assert_eq!(long.map(|_| ()), Err(SecretError::Length(65)));
}

#[test]
fn debug_tells_no_secret() {
    let standard = StandardSecret::parse(STANDARD).expect("a secret");
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        both(),
        Verifier::new(both()),
        standard.clone(),
        StandardVerifier::new(standard)
    );
    assert!(shown.contains("redacted"), "{shown}");
    for secret in [PRIMARY, SECONDARY, "AAEC", "1, 2, 3"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
