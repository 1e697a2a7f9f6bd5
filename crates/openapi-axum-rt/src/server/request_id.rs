//! The id of a request, in the header `X-Request-Id` of its answer.

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
            None => format!("req-{:016x}", NEXT.fetch_add(1, Ordering::Relaxed)),
        }
    }
}
