//! Formats of texts: one usual text each, and whether a text is of a format.
//!
//! The check is at least as strict as the decoding of the run time.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The text that stands for a format.
pub(super) fn usual(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2000-01-01T00:00:00Z",
        "date" => "2000-01-01",
        "time" => "00:00:00Z",
        "duration" => "P1D",
        "email" => "someone@example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "url" => "https://example.com/",
        "uri-reference" => "/",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "byte" => "AA==",
        _ => return None,
    })
}

/// Whether a text is of the format; every text is of one that is not enforced.
pub(super) fn is(format: &str, text: &str) -> bool {
    match format {
        "date-time" => is_date_time(text),
        "date" => is_date(text),
        "time" => is_time(text),
        "duration" => text.starts_with('P') && text.len() > 2,
        "email" => text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && is_host(host) && !name.contains([' ', '@'])
        }),
        "hostname" => is_host(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "uri" => is_uri(text),
        "uri-reference" => !text.contains([' ', '\\', '<', '>', '"']),
        "uuid" => is_uuid(text),
        "byte" => is_base64(text),
        _ => true,
    }
}

fn is_date_time(text: &str) -> bool {
    text.is_char_boundary(10)
        && text.len() > 11
        && is_date(&text[..10])
        && text[10..].starts_with('T')
        && is_time(&text[11..])
}

fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, "-", [4, 2, 2]) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(8) else {
        return false;
    };
    let is_clock = numbers(clock, ":", [2, 2, 2])
        .is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second < 60);
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|it: char| it.is_ascii_digit());
            if !(1..=9).contains(&(fraction.len() - zone.len())) {
                return false;
            }
            zone
        }
        None => rest,
    };
    let is_offset = |offset: &str| {
        let padded = format!("{offset}:00");
        numbers(&padded, ":", [2, 2, 2]).is_some_and(|[hour, minute, _]| hour < 24 && minute < 60)
    };
    is_clock && (zone == "Z" || zone.strip_prefix(['+', '-']).is_some_and(is_offset))
}

/// Three numbers of so many digits each.
fn numbers(text: &str, between: &str, digits: [usize; 3]) -> Option<[u32; 3]> {
    let parts: Vec<&str> = text.split(between).collect();
    let [one, two, three] = parts.as_slice() else {
        return None;
    };
    let mut read = [0; 3];
    for ((part, digits), number) in [one, two, three].into_iter().zip(digits).zip(&mut read) {
        if part.len() != digits || !part.bytes().all(|it| it.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    Some(read)
}

fn is_host(text: &str) -> bool {
    text.len() < 254
        && text.split('.').all(|label| {
            (1..64).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'-')
        })
}

fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|it: char| it.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
            && rest
                .bytes()
                .all(|it| it.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&it))
    })
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && groups
            .iter()
            .all(|group| group.bytes().all(|it| it.is_ascii_hexdigit()))
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    // The last digit of an unfinished group must not say more than the bytes it stands for.
    let last_is_clean = match (text.len() - digits.len(), digits.chars().last()) {
        (0, _) => true,
        (1, Some(last)) => "AEIMQUYcgkosw048".contains(last),
        (2, Some(last)) => "AQgw".contains(last),
        _ => false,
    };
    text.len().is_multiple_of(4)
        && last_is_clean
        && digits
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"+/".contains(&it))
}
