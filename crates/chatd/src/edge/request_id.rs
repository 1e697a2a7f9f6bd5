//! The id by which a request is found again in logs, answers and error bodies: a [`RequestId`] in its extensions.

use std::sync::atomic::{AtomicU64, Ordering};

use chat_server::RequestId;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::random::{Random, hex};

/// `X-Request-Id`.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken from a caller.
const MAX_CHARACTERS: usize = 128;

/// Gives every request an id: the caller's own when it is one header of 1–128 visible ASCII characters, else a new one.
#[derive(Debug)]
pub struct RequestIds {
    prefix: String,
    next: AtomicU64,
}

impl RequestIds {
    /// New ids begin with a random prefix, so that those of two runs differ, and go on with a counter.
    pub fn new(random: &dyn Random) -> Self {
        let mut prefix = [0_u8; 6];
        random.fill(&mut prefix);
        Self {
            prefix: hex(&prefix),
            next: AtomicU64::new(1),
        }
    }

    /// The id of a request with these headers.
    pub fn for_request(&self, headers: &HeaderMap) -> RequestId {
        given(headers).unwrap_or_else(|| self.fresh())
    }

    /// A new id.
    pub fn fresh(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{}-{number:08x}", self.prefix))
    }
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
