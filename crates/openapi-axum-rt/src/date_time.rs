//! RFC 3339 date and time, read strictly and written in one form.

use jiff::fmt::temporal::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};

const NANOS_PER_MILLI: i32 = 1_000_000;

/// What a text must be, for an error.
pub(crate) const EXPECTED: &str = "an RFC 3339 date and time such as 2026-03-01T12:00:00Z";

/// Reads an RFC 3339 `date-time`: full date, `T`, full time, optional fraction, `Z` or an offset with a colon.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    if is_rfc_3339(text.as_bytes()) {
        text.parse().ok()
    } else {
        None
    }
}

/// Writes UTC with milliseconds and `Z`, such as `2026-03-01T12:00:00.000Z`.
#[must_use]
pub fn format(value: Timestamp) -> String {
    const PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    PRINTER.timestamp_to_string(&truncated(value))
}

/// The instant as [`format`] writes it: whole milliseconds, rounded down.
///
/// Its own arithmetic, because it runs for every instant of every answer and general rounding takes as long as printing.
fn truncated(value: Timestamp) -> Timestamp {
    let beyond = value.subsec_nanosecond().rem_euclid(NANOS_PER_MILLI);
    if beyond == 0 {
        return value;
    }
    value
        .checked_sub(SignedDuration::from_nanos(i64::from(beyond)))
        .unwrap_or(value)
}

/// The shape only; whether the date exists is for the parser.
fn is_rfc_3339(text: &[u8]) -> bool {
    const DATE_TIME: &[u8] = b"0000-00-00T00:00:00";
    let Some((head, tail)) = text.split_at_checked(DATE_TIME.len()) else {
        return false;
    };
    let shaped = head.iter().zip(DATE_TIME).all(|(byte, shape)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't'),
        separator => byte == separator,
    });
    shaped && is_offset(without_fraction(tail))
}

fn without_fraction(tail: &[u8]) -> &[u8] {
    let Some(fraction) = tail.strip_prefix(b".") else {
        return tail;
    };
    let digits = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    // A point without digits stays, so that what follows is not an offset.
    if digits == 0 {
        tail
    } else {
        &fraction[digits..]
    }
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        b"Z" | b"z" => true,
        [b'+' | b'-', hours @ .., b':', m1, m2] if hours.len() == 2 => {
            hours.iter().chain([m1, m2]).all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn reads_rfc_3339_only() {
        for text in [
            "2026-03-01T12:00:00Z",
            "2026-03-01t12:00:00.5z",
            "2026-03-01T12:00:00.123456789+02:00",
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-03-01",
            "2026-03-01 12:00:00Z",
            "2026-03-01T12:00Z",
            "2026-03-01T12:00:00",
            "2026-03-01T12:00:00.Z",
            "2026-03-01T12:00:00+0200",
            "2026-02-30T12:00:00Z",
            "2026-03-01T12:00:00+02:00[Europe/Rome]",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn writes_utc_with_milliseconds() {
        let written = |text: &str| parse(text).map(format);
        assert_eq!(
            written("2026-03-01T12:00:00+02:00").as_deref(),
            Some("2026-03-01T10:00:00.000Z")
        );
        assert_eq!(
            written("2026-03-01T12:00:00.98765Z").as_deref(),
            Some("2026-03-01T12:00:00.987Z")
        );
        assert_eq!(
            written("1969-12-31T23:59:59.9989Z").as_deref(),
            Some("1969-12-31T23:59:59.998Z")
        );
    }
}
