//! What holds for every body: it verifies as signed, and with any one bit changed it does not.

use chat_webhook::{Verifier, VerifyError, sign, timestamp_text};
use proptest::prelude::*;

use crate::{both, now};

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

proptest! {
    #[test]
    fn a_signed_body_verifies(text in "\\PC*") {
        let body = serde_json::json!({ "text": text }).to_string();
        let timestamp = timestamp_text(now());
        let signature = sign(&both(), &timestamp, body.as_bytes());
        let verified = Verifier::new(both())
            .verify_texts(&signature, &timestamp, body.as_bytes(), now());
        prop_assert_eq!(verified.map(|body| body.bytes()), Ok(body.as_bytes()));
    }

    #[test]
    fn a_changed_body_does_not(text in "\\PC*", bit: usize) {
        let body = serde_json::json!({ "text": text }).to_string();
        let timestamp = timestamp_text(now());
        let signature = sign(&both(), &timestamp, body.as_bytes());
        let changed = flipped(body.as_bytes(), bit);
        let verified = Verifier::new(both())
            .verify_texts(&signature, &timestamp, &changed, now());
        prop_assert_eq!(verified, Err(VerifyError::Mismatch));
    }

    #[test]
    fn a_changed_timestamp_does_not(bit: usize) {
        let body = b"{}";
        let timestamp = timestamp_text(now());
        let signature = sign(&both(), &timestamp, body);
        if let Ok(changed) = String::from_utf8(flipped(timestamp.as_bytes(), bit)) {
            let verified = Verifier::new(both()).verify_texts(&signature, &changed, body, now());
            prop_assert_eq!(verified, Err(VerifyError::Mismatch));
        }
    }

    #[test]
    fn any_header_texts_are_refused_without_a_panic(signature in "\\PC*", timestamp in "\\PC*", body: Vec<u8>) {
        let verified = Verifier::new(both()).verify_texts(&signature, &timestamp, &body, now());
        prop_assert!(verified.is_err());
    }
}
