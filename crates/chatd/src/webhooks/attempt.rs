//! One attempt: a signed POST, and what its answer means.

use chat_core::Delivery;
use chat_webhook::headers::{
    WEBHOOK_ID, WEBHOOK_SIGNATURE, WEBHOOK_TIMESTAMP, X_SIGNATURE, X_SIGNATURE_TIMESTAMP,
    X_WEBHOOK_ATTEMPT,
};
use chat_webhook::{sign, sign_standard, timestamp_text};
use http::StatusCode;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};

use super::schedule::read_retry_after;
use super::sender::Sender;

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
    client: &reqwest::Client,
    sender: &Sender,
    delivery: &Delivery,
    wall_now: Timestamp,
) -> Answer {
    let timestamp = timestamp_text(wall_now);
    let id = delivery.event_id.to_string();
    let body = &delivery.payload;
    let signature = sign(&sender.secrets, &timestamp, body);
    let seconds = wall_now.as_second();
    let standard = sign_standard(&sender.standard, &id, seconds, body);
    let sent = client
        .post(sender.url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(X_SIGNATURE, signature)
        .header(X_SIGNATURE_TIMESTAMP, timestamp)
        .header(WEBHOOK_ID, id)
        .header(WEBHOOK_TIMESTAMP, seconds)
        .header(WEBHOOK_SIGNATURE, standard)
        .header(X_WEBHOOK_ATTEMPT, u64::from(delivery.attempts) + 1)
        .body(delivery.payload.clone())
        .send()
        .await;
    match sent {
        Ok(answer) => judge(answer, wall_now).await,
        Err(error) => Answer::Failed {
            retry_after: None,
            why: explain(&error),
        },
    }
}

async fn judge(mut answer: reqwest::Response, wall_now: Timestamp) -> Answer {
    let status = answer.status();
    let retry_after = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| read_retry_after(value, wall_now));
    // The status decides; a body that stalls or breaks changes nothing any more.
    let mut read = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        read += chunk.len();
        if read > MAX_ANSWER_BYTES {
            break;
        }
    }
    match status {
        status if status.is_success() => Answer::Accepted,
        StatusCode::GONE => Answer::Gone,
        status => Answer::Failed {
            retry_after,
            why: format!("the receiver answered {}", status.as_u16()),
        },
    }
}

/// The error without the URL (a query may hold a secret), with its causes.
fn explain(error: &reqwest::Error) -> String {
    let mut why = if error.is_timeout() {
        "the receiver did not answer in time".to_owned()
    } else {
        "the receiver could not be reached".to_owned()
    };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        why = format!("{why}: {error}");
        cause = error.source();
    }
    why
}
