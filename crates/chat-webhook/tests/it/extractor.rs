//! The axum extractor in a router.

use axum::Router;
use axum::body::Body;
use axum::routing::post;
use chat_webhook::headers::{WEBHOOK_ID, X_SIGNATURE, X_SIGNATURE_TIMESTAMP};
use chat_webhook::{SignedEvent, Timestamp, Verifier, WebhookEvent, WebhookState, sign};
use http::{Request, StatusCode};
use std::sync::Arc;
use tower::ServiceExt as _;

use crate::{TIMESTAMP, now, primary_only};

const DISMISSED: &str = r#"{"event_type":"chat_dismissed","timestamp":"2026-03-04T05:06:07Z","chat_id":7,
    "body":{"status":"dismissed","timeout_at":"2026-03-05T05:06:07Z"}}"#;

struct Receiver {
    verifier: Verifier,
}

impl WebhookState for Receiver {
    fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    fn now(&self) -> Timestamp {
        now()
    }
}

async fn handler(signed: SignedEvent) -> StatusCode {
    assert_eq!(signed.id.as_deref(), Some("evt_1"));
    assert_eq!(signed.sent_at, now());
    match signed.event {
        WebhookEvent::ChatDismissed(event) if event.chat_id == 7 => StatusCode::NO_CONTENT,
        _ => StatusCode::IM_A_TEAPOT,
    }
}

async fn answer(body: &str, signed: &str) -> StatusCode {
    let verifier = Verifier::new(primary_only());
    let router = Router::new()
        .route("/hook", post(handler))
        .with_state(Arc::new(Receiver { verifier }));
    let request = Request::post("/hook")
        .header(
            X_SIGNATURE,
            sign(&primary_only(), TIMESTAMP, signed.as_bytes()),
        )
        .header(X_SIGNATURE_TIMESTAMP, TIMESTAMP)
        .header(WEBHOOK_ID, "evt_1")
        .body(Body::from(body.to_owned()))
        .expect("a request");
    router.oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn hands_over_genuine_events_only() {
    assert_eq!(answer(DISMISSED, DISMISSED).await, StatusCode::NO_CONTENT);
    let changed = DISMISSED.replace(":7", ":8");
    assert_eq!(answer(&changed, DISMISSED).await, StatusCode::UNAUTHORIZED);
    assert_eq!(answer("{}", "{}").await, StatusCode::BAD_REQUEST);
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(3 << 20));
    assert_eq!(answer(&large, &large).await, StatusCode::PAYLOAD_TOO_LARGE);
}
