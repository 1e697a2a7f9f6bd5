//! The id of a request, in the header `X-Request-Id` of its answer.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{Extensions, HeaderName};

/// The id of a request. A layer outside of the router may put one into the request's extensions; otherwise the router
/// counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(
    /// The id: visible ASCII, so that it fits a header.
    pub String,
);

/// The header that carries the id.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

static NEXT: AtomicU64 = AtomicU64::new(1);

impl RequestId {
    /// The id that a layer gave, or the next one of this process.
    pub(crate) fn of(extensions: &Extensions) -> String {
        match extensions.get::<Self>() {
            Some(id) => id.0.clone(),
            None => numbered(NEXT.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// `format!` would begin with less room and move the text twice.
fn numbered(number: u64) -> String {
    let mut id = String::with_capacity("req-".len() + 16);
    // Writing to a string does not fail.
    let _ = write!(id, "req-{number:016x}");
    id
}
