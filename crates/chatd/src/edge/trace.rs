//! The place of a request in a trace: the header `traceparent` of W3C Trace Context, level 1, section 3.2.

use http::{HeaderMap, HeaderName};

use crate::choices::{Choice, Choices};
use crate::random::hex;

/// `traceparent`.
const HEADER: HeaderName = HeaderName::from_static("traceparent");
/// Characters of version 00; later versions may have more behind them.
const LENGTH: usize = 55;

/// A trace and this request's own span in it. In the extensions of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    trace_id: String,
    span_id: String,
    sampled: bool,
}

impl Trace {
    /// Goes on with the caller's trace; begins one, not sampled, where the caller names none or not in the right form.
    /// The span is new either way.
    ///
    /// `number` tells the requests of the program apart.
    pub fn of(headers: &HeaderMap, number: u64, choices: &dyn Choices) -> Self {
        let mut values = headers.get_all(HEADER).iter();
        let given = values.next().filter(|_| values.next().is_none());
        let given = given.and_then(|value| read(value.to_str().ok()?));
        let (trace_id, sampled) = given.unwrap_or_else(|| {
            let chosen = choices.choose(Choice::Trace { number });
            (id(chosen), false)
        });
        let [span @ .., _, _, _, _, _, _, _, _] = choices.choose(Choice::Span { number });
        Self {
            trace_id,
            span_id: id(span),
            sampled,
        }
    }

    /// 32 lower-case hexadecimal digits.
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// The header for what this request brings about.
    pub fn traceparent(&self) -> String {
        let Self {
            trace_id,
            span_id,
            sampled,
        } = self;
        format!("00-{trace_id}-{span_id}-0{}", u8::from(*sampled))
    }
}

/// The trace and whether it is sampled, of a well-formed header.
fn read(value: &str) -> Option<(String, bool)> {
    let (known, rest) = value.split_at_checked(LENGTH)?;
    let mut parts = known.split('-');
    let (version, trace_id, parent_id, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let lengths = [version, trace_id, parent_id, flags].map(str::len);
    let digits = known
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    let ends = match version {
        "00" => rest.is_empty(),
        "ff" => false,
        _ => rest.is_empty() || rest.starts_with('-'),
    };
    let named = |id: &str| id.bytes().any(|b| b != b'0');
    if lengths != [2, 32, 16, 2] || !digits || !ends || !named(trace_id) || !named(parent_id) {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    Some((trace_id.to_owned(), flags & 1 == 1))
}

/// An id that is not all zeros.
fn id<const BYTES: usize>(mut chosen: [u8; BYTES]) -> String {
    chosen[BYTES - 1] |= 1;
    hex(&chosen)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{HEADER, Trace};
    use crate::choices::{Seeded, Unseeded};
    use crate::random::OsRandom;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    fn trace(values: &[&str]) -> Trace {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, HeaderValue::from_str(value).expect("a value"));
        }
        Trace::of(&headers, 0, &Unseeded(OsRandom))
    }

    #[test]
    fn a_well_formed_header_is_gone_on_with() {
        for (value, sampled) in [
            (format!("00-{ID}-00f067aa0ba902b7-01"), true),
            (format!("00-{ID}-00f067aa0ba902b7-02"), false),
            (format!("cc-{ID}-00f067aa0ba902b7-03-what.is.to.come"), true),
        ] {
            let trace = trace(&[&value]);
            assert_eq!((trace.trace_id(), trace.sampled), (ID, sampled), "{value}");
            let next = trace.traceparent();
            assert!(next.starts_with(&format!("00-{ID}-")), "{next}");
            assert!(
                !next.contains("00f067aa0ba902b7"),
                "the span is new: {next}"
            );
        }
    }

    #[test]
    fn another_is_dropped_and_a_trace_begins() {
        let parent = "00f067aa0ba902b7";
        let good = format!("00-{ID}-{parent}-01");
        for value in [
            "".to_owned(),
            format!("ff-{ID}-{parent}-01"),
            format!("00-{ID}-{parent}-01-x"),
            format!("cc-{ID}-{parent}-01x"),
            format!("00-{}-{parent}-01", ID.to_uppercase()),
            format!("00-{}-{parent}-01", "0".repeat(32)),
            format!("00-{ID}-{}-01", "0".repeat(16)),
            format!("00-{ID}{parent}--01-"),
            format!("00-{ID}-{parent}-1g"),
            format!("00-{ID}-{parent}-é"),
        ] {
            let fresh = trace(&[&value]);
            assert_ne!(fresh.trace_id(), ID, "{value}");
            let header = fresh.traceparent();
            assert!(
                super::read(&header).is_some(),
                "what is made is well formed: {header}"
            );
        }
        assert_ne!(
            trace(&[&good, &good]).trace_id(),
            ID,
            "two headers are none"
        );
        assert_ne!(trace(&[]).trace_id(), trace(&[]).trace_id());
    }

    #[test]
    fn in_a_seeded_run_each_request_has_the_same_place_again() {
        let of = |number| Trace::of(&HeaderMap::new(), number, &Seeded(7));
        assert_eq!(of(0), of(0));
        let (first, second) = (of(0), of(1));
        assert_ne!(first.trace_id, second.trace_id);
        assert_ne!(first.span_id, second.span_id);
    }
}
