//! Reading the signed timestamp, strictly and in full.

use jiff::Timestamp;

/// Reads RFC 3339, or 10 digits (seconds), or 13 digits (milliseconds); nothing may stand around it.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    match (text.len(), digits(text)) {
        (10, true) => Timestamp::from_second(text.parse().ok()?).ok(),
        (13, true) => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        (_, true) => None,
        // jiff reads more than RFC 3339 (weeks, annotations, offsets without minutes): the shape is checked first.
        _ if has_rfc3339_shape(text) => text.parse().ok(),
        _ => None,
    }
}

/// Reads the seconds of a Standard Webhooks timestamp: 1 to 12 digits.
pub(super) fn read_unix_seconds(text: &str) -> Option<Timestamp> {
    let in_range = (1..=12).contains(&text.len());
    if !in_range || !digits(text) {
        return None;
    }
    Timestamp::from_second(text.parse().ok()?).ok()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `date-time` of RFC 3339, section 5.6: every position, up to the end of the text.
fn has_rfc3339_shape(text: &str) -> bool {
    let Some((date_time, rest)) = text.split_at_checked("2026-03-04T05:06:07".len()) else {
        return false;
    };
    fits(date_time, "dddd-dd-ddTdd:dd:dd") && has_offset(after_fraction(rest))
}

/// What stands behind the fraction of a second, if there is one.
fn after_fraction(rest: &str) -> &str {
    match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    }
}

fn has_offset(text: &str) -> bool {
    matches!(text, "Z" | "z") || fits(text, "+dd:dd") || fits(text, "-dd:dd")
}

/// Compares position by position: `d` in the shape stands for a digit, `T` for either letter case.
fn fits(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, shape)| match shape {
                b'd' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't'),
                _ => byte == shape,
            })
}

#[cfg(test)]
mod tests {
    use super::{read, read_unix_seconds};

    const SECOND: i64 = 1_772_600_767;

    #[test]
    fn reads_the_documented_forms() {
        for text in [
            "2026-03-04T05:06:07Z",
            "2026-03-04t05:06:07z",
            "2026-03-04T06:06:07+01:00",
            "2026-03-04T03:36:07.000000-01:30",
            "1772600767",
            "1772600767000",
        ] {
            let read = read(text).unwrap_or_else(|| panic!("{text} is a timestamp"));
            assert_eq!(read.as_second(), SECOND, "{text}");
        }
        let millis = read("1772600767089").expect("milliseconds");
        assert_eq!(millis.as_millisecond(), SECOND * 1000 + 89);
    }

    #[test]
    fn refuses_what_is_not_in_full_a_timestamp() {
        for text in [
            "",
            "Z",
            " 2026-03-04T05:06:07Z",
            "2026-03-04T05:06:07Z ",
            "2026-03-04T05:06:07",
            "2026-03-04T05:06:07.Z",
            "2026-03-04T05:06:07.089",
            "2026-03-04T05:06:07.089Z{",
            "2026-03-04T05:06:07+01",
            "2026-03-04T05:06:07Z[UTC]",
            "2026-03-04 05:06:07Z",
            "2026-13-04T05:06:07Z",
            "+02026-03-04T05:06:07Z",
            "177260076",
            "17726007670",
            "-177260076",
            "17726007.7",
            "١٧٧٢٦٠٠٧٦٧",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn standard_webhooks_count_seconds() {
        let read = read_unix_seconds("1772600767").expect("seconds");
        assert_eq!(read.as_second(), SECOND);
        for text in [
            "",
            "-1",
            "+1",
            "1.5",
            "1772600767089",
            "2026-03-04T05:06:07Z",
        ] {
            assert_eq!(read_unix_seconds(text), None, "{text:?}");
        }
    }
}
