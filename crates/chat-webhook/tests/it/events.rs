//! Typed events: known ones, unknown ones, and what is none.

use chat_webhook::chat_types::EventMessageContent;
use chat_webhook::{Verifier, WebhookEvent, parse, sign};

use crate::{TIMESTAMP, now, primary_only};

const MESSAGE: &str = r#"{
    "event_type": "message_received", "timestamp": "2026-03-04T05:06:07.000Z", "chat_id": 7, "new_key": [1],
    "body": {
        "sender": {"id": 3, "type": "end_user", "status": "connected", "connected_at": "2026-03-04T05:00:00Z"},
        "message": {"type": "text", "content": "hello", "seq": 1, "sent_at": "2026-03-04T05:06:07.000Z"}
    }
}"#;

#[test]
fn a_known_event_is_typed() {
    let signature = sign(&primary_only(), TIMESTAMP, MESSAGE.as_bytes());
    let verified = Verifier::new(primary_only())
        .verify_texts(&signature, TIMESTAMP, MESSAGE.as_bytes(), now())
        .expect("signed");
    let event = verified.event().expect("an event");
    let WebhookEvent::MessageReceived(received) = event else {
        panic!("another event: {event:?}");
    };
    assert_eq!(received.chat_id, 7);
    assert_eq!(received.body.sender.r#type.as_str(), "end_user");
    assert!(matches!(
        received.body.message.content,
        EventMessageContent::String(text) if text == "hello"
    ));
}

#[test]
fn an_unknown_event_keeps_everything() {
    let body = br#"{"event_type":"chat_rated","timestamp":"x","chat_id":7,"body":{"stars":5}}"#;
    let WebhookEvent::Other(keys) = parse(body).expect("an event") else {
        panic!("not known");
    };
    assert_eq!(keys["event_type"], "chat_rated");
    assert_eq!(keys["body"]["stars"], 5);
}

#[test]
fn what_is_no_event_is_refused() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"event_type":7}"#,
        r#"{"event_type":"message_received","timestamp":"2026-03-04T05:06:07Z","chat_id":7,"body":{}}"#,
    ] {
        let error = parse(body.as_bytes()).expect_err(body);
        let text = error.to_string();
        assert!(
            text.starts_with("the body is not an event of the platform: "),
            "{text}"
        );
    }
}
