//! Texts that are in a format, and texts that are not.

use super::Format;

fn expect(format: Format, good: &[&str], bad: &[&str]) {
    for text in good {
        assert!(format.takes(text), "{text:?} is {format}");
    }
    for text in bad {
        assert!(!format.takes(text), "{text:?} is not {format}");
    }
}

#[test]
fn dates_and_times() {
    expect(
        Format::Date,
        &["2026-03-01", "2024-02-29"],
        &["", "2026-3-1", "2026-02-29", "20260301", "2026-03-01Z"],
    );
    expect(
        Format::Time,
        &["12:00:00Z", "23:59:59.5+02:00"],
        &["12:00:00", "25:00:00Z", "12:00Z"],
    );
    expect(
        Format::Duration,
        &["PT15M", "P1Y2M3D", "P4W", "P1DT12H", "PT0S"],
        &["", "P", "PT", "P1D2H", "15M", "P1W2D", "PT1S2M", "P1DT"],
    );
}

#[test]
fn names_of_hosts_and_people() {
    expect(
        Format::Hostname,
        &["example.com", "a", "x-1.y"],
        &["", "-a", "a-", "a..b", "a_b", "é.fr", "a."],
    );
    expect(
        Format::Email,
        &["a@b.c", "a.b+c@example.com", "\"a b\"@x", "a@[127.0.0.1]"],
        &["", "a", "@b", "a@", ".a@b", "a..b@c", "a b@c", "a@b_c"],
    );
    expect(
        Format::Ipv4,
        &["127.0.0.1"],
        &["127.0.0", "01.2.3.4", "1.2.3.256"],
    );
    expect(
        Format::Ipv6,
        &["::1", "fe80::1:2"],
        &["1.2.3.4", "::1%eth0", "12345::"],
    );
}

#[test]
fn uris_and_others() {
    expect(
        Format::Uri,
        &[
            "http://a/b?c#d",
            "urn:x:y",
            "mailto:a@b",
            "http://[::1]:80/",
            "x://u:p@h:1/%20",
        ],
        &[
            "",
            "/a",
            "//a/b",
            "http://a b",
            "http://a/%2",
            "1x:y",
            "http://[::1/",
            "a\\b:c",
        ],
    );
    expect(
        Format::UriReference,
        &["", "/a", "../a?b", "#c", "http://a"],
        &["a b", "\\\\x", ":x", "#a#b"],
    );
    expect(
        Format::Uuid,
        &[
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "67E55044-10B1-426F-9247-BB680E5FE0C8",
        ],
        &[
            "",
            "67e5504410b1426f9247bb680e5fe0c8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
        ],
    );
    expect(
        Format::Byte,
        &["", "YQ==", "YWJj"],
        &["YQ", "Y===", "YW Jj", "é"],
    );
}
