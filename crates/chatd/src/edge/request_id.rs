//! The id by which a request is found again in logs, answers and error bodies: a [`RequestId`] in its extensions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chat_server::RequestId;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue};

use super::trace::Trace;
use crate::choices::{Choice, Choices};
use crate::random::hex;

/// `X-Request-Id`.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a caller.
const MAX_CHARACTERS: usize = 128;

/// Gives every request an id: the caller's own when it is one header of 1–128 visible ASCII characters, else a new one.
pub struct RequestIds {
    choices: Arc<dyn Choices>,
    next: AtomicU64,
    traced: AtomicU64,
}

impl RequestIds {
    /// New ids are chosen: those of two runs differ unless they are to be the same.
    pub fn new(choices: Arc<dyn Choices>) -> Self {
        Self {
            choices,
            next: AtomicU64::new(0),
            traced: AtomicU64::new(0),
        }
    }

    /// The place in a trace of a request with these headers.
    pub fn trace(&self, headers: &HeaderMap) -> Trace {
        let number = self.traced.fetch_add(1, Ordering::Relaxed);
        Trace::of(headers, number, &*self.choices)
    }

    /// The id of a request with these headers.
    pub fn for_request(&self, headers: &HeaderMap) -> RequestId {
        given(headers).unwrap_or_else(|| self.fresh())
    }

    /// A new id.
    pub fn fresh(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        RequestId(hex(&self.choices.choose(Choice::Request { number })))
    }
}

/// The id of a request with these extensions; the edge gives every request one.
pub(crate) fn of(extensions: &Extensions) -> RequestId {
    let id = extensions.get::<RequestId>().cloned();
    id.unwrap_or_else(|| RequestId(String::new()))
}

fn given(headers: &HeaderMap) -> Option<RequestId> {
    let mut values = headers.get_all(HEADER).iter();
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let bytes = value.as_bytes();
    let fits = (1..=MAX_CHARACTERS).contains(&bytes.len());
    let visible = bytes.iter().all(u8::is_ascii_graphic);
    (fits && visible).then(|| RequestId(String::from_utf8_lossy(bytes).into_owned()))
}

/// The id as a header value.
pub(super) fn header_value(id: &RequestId) -> HeaderValue {
    HeaderValue::from_str(&id.0).unwrap_or_else(|_| HeaderValue::from_static("-"))
}
