//! Reading an event that was verified.

use chat_types::WebhookEvent;
use thiserror::Error;

use crate::verify::VerifiedBody;

/// Reads the body of a webhook; verify it first.
///
/// New kinds of events may come at any time: one that this crate does not know is [`WebhookEvent::Other`], with all its
/// keys. Keys that are not known are passed over.
///
/// # Errors
/// When the body is not JSON, has no `event_type`, or is of a known type without what that type always has.
pub fn parse(body: &[u8]) -> Result<WebhookEvent, ParseError> {
    serde_json::from_slice(body).map_err(ParseError)
}

/// Why a body is not an event.
#[derive(Debug, Error)]
#[error("the body is not an event of the platform: {0}")]
pub struct ParseError(serde_json::Error);

impl VerifiedBody<'_> {
    /// Reads the event, see [`parse`].
    ///
    /// # Errors
    /// As [`parse`].
    pub fn event(self) -> Result<WebhookEvent, ParseError> {
        parse(self.bytes())
    }
}
