//! One attempt: a signed POST, and what its answer means.

use std::time::Duration;

use chat_core::{Delivery, Origin};
use chat_webhook::headers::{
    TRACEPARENT, WEBHOOK_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP, X_REQUEST_ID, X_SIGNATURE,
    X_SIGNATURE_TIMESTAMP, X_WEBHOOK_ATTEMPT,
};
use chat_webhook::{sign, sign_standard, timestamp_text};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::{SignedDuration, Timestamp};

use super::schedule::read_retry_after;
use super::sender::Sender;
use crate::outbound::{self, Outbound, Post};

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The status, if there was an answer.
    pub(super) status: Option<u16>,
    /// Unless it was accepted (2xx).
    pub(super) failure: Option<Failure>,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// For people.
    pub(super) why: String,
    /// The wait that the receiver asked for.
    pub(super) retry_after: Option<SignedDuration>,
}

/// The bounds of an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) timeout: Duration,
    pub(super) max_answer_bytes: usize,
}

/// Sends one delivery, signed for this attempt.
pub(super) async fn send(
    outbound: &Outbound,
    sender: &Sender,
    delivery: &Delivery,
    bounds: Bounds,
    wall_now: Timestamp,
) -> Answer {
    let post = Post {
        headers: headers(sender, delivery, wall_now),
        body: delivery.payload.clone().into(),
        timeout: bounds.timeout,
        max_answer_bytes: bounds.max_answer_bytes,
    };
    match outbound.post(&sender.target, post).await {
        Ok(answer) => judge(&answer, wall_now),
        Err(error) => Answer {
            status: None,
            failure: Some(Failure {
                why: error.to_string(),
                retry_after: None,
            }),
        },
    }
}

fn headers(sender: &Sender, delivery: &Delivery, wall_now: Timestamp) -> HeaderMap {
    let timestamp = timestamp_text(wall_now);
    let id = delivery.event_id.to_string();
    let attempt = u64::from(delivery.attempts) + 1;
    let body = &delivery.payload;
    let mut headers = vec![
        (X_SIGNATURE, sign(&sender.secrets, &timestamp, body)),
        (X_SIGNATURE_TIMESTAMP, timestamp),
        (X_WEBHOOK_ATTEMPT, attempt.to_string()),
    ];
    if !sender.standard.is_empty() {
        let seconds = wall_now.as_second();
        let signatures = sender.standard.iter();
        let signatures = signatures.map(|secret| sign_standard(secret, &id, seconds, body));
        let signatures: Vec<_> = signatures.collect();
        headers.push((WEBHOOK_SIGNATURE, signatures.join(" ")));
        headers.push((WEBHOOK_TIMESTAMP, seconds.to_string()));
    }
    headers.push((WEBHOOK_ID, id));
    let Origin {
        request_id,
        traceparent,
    } = delivery.origin.clone();
    headers.extend(request_id.map(|id| (X_REQUEST_ID, id)));
    headers.extend(traceparent.map(|parent| (TRACEPARENT, parent)));
    let headers = headers.into_iter().filter_map(|(name, value)| {
        // A value that no header can carry is left out: it stops no event.
        let value = HeaderValue::try_from(value).ok()?;
        Some((HeaderName::from_static(name), value))
    });
    headers.collect()
}

/// The status decides; a body that stalls or breaks changes nothing any more.
fn judge(answer: &outbound::Answer, wall_now: Timestamp) -> Answer {
    let status = answer.status;
    let failure = (!status.is_success()).then(|| Failure {
        why: format!("the receiver answered {}", status.as_u16()),
        retry_after: answer
            .headers
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| read_retry_after(value, wall_now)),
    });
    Answer {
        status: Some(status.as_u16()),
        failure,
    }
}
