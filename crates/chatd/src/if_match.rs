//! `If-Match` (RFC 9110, section 13.1.1): a chat is changed only in the version that the caller has read.

use chat_core::Chat;

use crate::error::Refusal;
use crate::wire;

/// The version that the chat must have at the change; `None` for any.
///
/// # Errors
///
/// [`Refusal::VersionChanged`] when the header names other versions than the present one. Weak tags match nothing.
pub(crate) fn version(header: Option<&str>, chat: &Chat) -> Result<Option<u64>, Refusal> {
    let Some(header) = header.filter(|header| header.trim() != "*") else {
        return Ok(None);
    };
    let present = wire::etag(chat.version);
    let asked = header.split(',').any(|tag| tag.trim() == present);
    asked
        .then_some(Some(chat.version))
        .ok_or(Refusal::VersionChanged)
}
