//! Nothing separates the signed timestamp from the body: bytes moved across the border keep the MAC and are refused.

use chat_webhook::{Verifier, VerifyError, sign};

use crate::{BODY, TIMESTAMP, now, primary_only};

/// Moves the border to every other position and verifies; the MAC is right each time.
fn shifted(timestamp: &str, body: &[u8]) -> Vec<(String, VerifyError)> {
    let signature = sign(&primary_only(), timestamp, body);
    let verifier = Verifier::new(primary_only()).without_age_limit();
    let signed = [timestamp.as_bytes(), body].concat();
    let mut refused = Vec::new();
    for border in 0..=signed.len() {
        let (head, tail) = signed.split_at(border);
        let Ok(head) = str::from_utf8(head) else {
            continue;
        };
        let verified = verifier.verify_texts(&signature, head, tail, now());
        if border == timestamp.len() {
            assert!(verified.is_ok(), "the true border is accepted");
        } else {
            let error = verified.expect_err("a moved border is refused");
            refused.push((head.to_owned(), error));
        }
    }
    refused
}

#[test]
fn no_other_border_is_accepted() {
    for (timestamp, body) in [
        (TIMESTAMP, BODY),
        ("1772600767089", BODY),
        ("1772600767", BODY),
        (TIMESTAMP, b" \n{} "),
        ("1772600767", br#"{"1":1772600767089}"#),
    ] {
        let refused = shifted(timestamp, body);
        assert!(refused.len() >= timestamp.len());
        for (head, error) in refused {
            assert!(
                matches!(error, VerifyError::Timestamp | VerifyError::Body),
                "{head:?}: {error}"
            );
        }
    }
}

/// The dangerous one: thirteen digits cut to ten leave a valid timestamp, and only the body's form tells.
#[test]
fn digits_moved_into_the_body_are_found_by_its_form() {
    let refused = shifted("1772600767089", BODY);
    let (_, error) = refused
        .iter()
        .find(|(head, _)| head == "1772600767")
        .expect("ten digits are one of the borders");
    assert_eq!(*error, VerifyError::Body);
}

/// The MAC comes first: a wrong one is told before anything about the timestamp or the body.
#[test]
fn the_mac_is_checked_first() {
    let verifier = Verifier::new(primary_only());
    let signature = sign(&primary_only(), "another", BODY);
    let verified = verifier.verify_texts(&signature, "not a time", b"[", now());
    assert_eq!(verified, Err(VerifyError::Mismatch));
}
