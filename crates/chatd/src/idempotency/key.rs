//! The header `Idempotency-Key`: quoted (as a structured field, RFC 9651) or bare, 1 to 255 visible characters.

use http::{HeaderMap, HeaderName};

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const MAX_CHARACTERS: usize = 255;

/// The key without its quotes; `None` without one, and for what the router refuses as malformed.
pub(super) fn read(headers: &HeaderMap) -> Option<String> {
    let mut values = headers.get_all(HEADER).iter();
    let text = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let bare = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    let fits = (1..=MAX_CHARACTERS).contains(&bare.len());
    let visible = bare
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'"');
    (fits && visible).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{HEADER, read};

    fn of(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, value.parse().expect("a header"));
        }
        read(&headers)
    }

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        assert_eq!(of(&["abc-1"]).as_deref(), Some("abc-1"));
        assert_eq!(of(&["\"abc-1\""]).as_deref(), Some("abc-1"));
        let longest = "k".repeat(255);
        assert_eq!(of(&[&longest]), Some(longest.clone()));
        assert_eq!(of(&[&format!("\"{longest}\"")]), Some(longest));
    }

    #[test]
    fn everything_else_is_no_key() {
        let long = "k".repeat(256);
        for values in [
            &[][..],
            &[""],
            &["\"\""],
            &["a b"],
            &["\"a"],
            &["a\"b"],
            &["a", "b"],
            &[long.as_str()],
        ] {
            assert_eq!(of(values), None, "{values:?}");
        }
    }
}
