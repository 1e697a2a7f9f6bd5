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
            None => numbered(NEXT.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// Digit by digit: `format!` takes longer than all else that a request pays for its id.
fn numbered(number: u64) -> String {
    const DIGITS: u32 = 16;
    let digit = |place: u32| char::from_digit((number >> (4 * place)) as u32 & 0xf, 16);
    let mut id = String::with_capacity("req-".len() + DIGITS as usize);
    id.push_str("req-");
    id.extend((0..DIGITS).rev().filter_map(digit));
    id
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn an_id_has_sixteen_digits() {
        assert_eq!(numbered(0x1f), "req-000000000000001f");
        assert_eq!(numbered(u64::MAX), "req-ffffffffffffffff");
    }
}
