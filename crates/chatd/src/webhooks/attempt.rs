//! One attempt: a signed POST, and what its answer means.

use std::time::Duration;

use chat_core::Delivery;
use chat_webhook::headers::{
    WEBHOOK_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP, X_SIGNATURE, X_SIGNATURE_TIMESTAMP,
    X_WEBHOOK_ATTEMPT,
};
use chat_webhook::{sign, sign_standard, timestamp_text};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};

use super::schedule::read_retry_after;
use super::sender::Sender;
use crate::outbound::{self, Outbound, Post};

/// An answer is read up to here, so that its connection can be used again; a longer one costs the connection.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// 2xx.
    Accepted,
    /// 410: the receiver wants no events any more.
    Gone,
    /// Anything else.
    Failed {
        /// The wait that the receiver asked for.
        retry_after: Option<SignedDuration>,
        /// What happened, for the log.
        why: String,
    },
}

/// Sends one delivery, signed for this attempt.
pub(super) async fn send(
    outbound: &Outbound,
    sender: &Sender,
    delivery: &Delivery,
    timeout: Duration,
    wall_now: Timestamp,
) -> Answer {
    let post = Post {
        headers: headers(sender, delivery, wall_now),
        body: delivery.payload.clone().into(),
        timeout,
        max_answer_bytes: MAX_ANSWER_BYTES,
    };
    match outbound.post(&sender.target, post).await {
        Ok(answer) => judge(&answer, wall_now),
        Err(error) => Answer::Failed {
            retry_after: None,
            why: error.to_string(),
        },
    }
}

fn headers(sender: &Sender, delivery: &Delivery, wall_now: Timestamp) -> HeaderMap {
    let timestamp = timestamp_text(wall_now);
    let id = delivery.event_id.to_string();
    let body = &delivery.payload;
    let seconds = wall_now.as_second();
    let headers = [
        (X_SIGNATURE, sign(&sender.secrets, &timestamp, body)),
        (
            WEBHOOK_SIGNATURE,
            sign_standard(&sender.standard, &id, seconds, body),
        ),
        (X_SIGNATURE_TIMESTAMP, timestamp),
        (WEBHOOK_ID, id),
        (WEBHOOK_TIMESTAMP, seconds.to_string()),
        (
            X_WEBHOOK_ATTEMPT,
            (u64::from(delivery.attempts) + 1).to_string(),
        ),
    ];
    let headers = headers.into_iter().filter_map(|(name, value)| {
        let value = HeaderValue::try_from(value).ok()?;
        Some((HeaderName::from_static(name), value))
    });
    headers.collect()
}

/// The status decides; a body that stalls or breaks changes nothing any more.
fn judge(answer: &outbound::Answer, wall_now: Timestamp) -> Answer {
    match answer.status {
        status if status.is_success() => Answer::Accepted,
        StatusCode::GONE => Answer::Gone,
        status => Answer::Failed {
            retry_after: answer
                .headers
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok())
                .and_then(|value| read_retry_after(value, wall_now)),
            why: format!("the receiver answered {}", status.as_u16()),
        },
    }
}
