//! The integration tests of chat-webhook, in one program.

mod border;
mod events;
#[cfg(feature = "axum")]
mod extractor;
mod properties;
mod secrets;
mod standard;
mod vectors;

use chat_webhook::{Secrets, Timestamp};

/// A secret that looks like base64 and is used as it is printed.
const PRIMARY: &str = "pri_5b1d2f==";
/// A secret that IS base64 and is used as it is printed.
const SECONDARY: &str = "c2Vjb25kYXJ5LXNlY3JldA==";
/// 2026-03-04T05:06:07.089Z.
const NOW_MS: i64 = 1_772_600_767_089;
const TIMESTAMP: &str = "2026-03-04T05:06:07.089Z";
const BODY: &[u8] =
    br#"{"event_type":"chat_created","timestamp":"2026-03-04T05:06:07.000Z","chat_id":1,"body":{}}"#;

fn now() -> Timestamp {
    Timestamp::from_millisecond(NOW_MS).expect("in range")
}

fn primary_only() -> Secrets {
    Secrets::new(PRIMARY).expect("a secret")
}

fn both() -> Secrets {
    primary_only().with_secondary(SECONDARY).expect("a secret")
}
