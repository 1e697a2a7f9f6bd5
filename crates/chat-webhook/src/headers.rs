//! The names of the headers that a webhook carries.

/// The platform's signature: `primary=<base64> secondary=<base64>`, or only `primary=<base64>`.
pub const X_SIGNATURE: &str = "x-signature";
/// The text that is signed in front of the body: the instant of this attempt.
pub const X_SIGNATURE_TIMESTAMP: &str = "x-signature-timestamp";
/// How many times this event was sent, from 1.
pub const X_WEBHOOK_ATTEMPT: &str = "x-webhook-attempt";
/// Standard Webhooks: the stable id of the event, the same in every attempt.
pub const WEBHOOK_ID: &str = "webhook-id";
/// Standard Webhooks: the instant of this attempt, in seconds since 1970.
pub const WEBHOOK_TIMESTAMP: &str = "webhook-timestamp";
/// Standard Webhooks: one or more `v1,<base64>`, separated by spaces.
pub const WEBHOOK_SIGNATURE: &str = "webhook-signature";
/// The request that brought the event about, if the caller or the platform gave it an id.
pub const X_REQUEST_ID: &str = "x-request-id";
/// The trace of that request (W3C Trace Context).
pub const TRACEPARENT: &str = "traceparent";
