//! Whether a body is one complete JSON object.

use serde::de::IgnoredAny;

/// True for one JSON object in UTF-8 with nothing but white space around it.
///
/// Reading ignores the values, which costs no memory and has no depth: it is safe on bytes that nobody limited.
pub(super) fn is_complete(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else {
        return false;
    };
    let opens = text
        .trim_start_matches([' ', '\t', '\r', '\n'])
        .starts_with('{');
    opens && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn takes_one_object() {
        assert!(is_complete(b"{}"));
        assert!(is_complete(b" {\"a\":[1,{}]}\n"));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
        assert!(is_complete(deep.as_bytes()));
    }

    #[test]
    fn refuses_everything_else() {
        for body in [
            "",
            "[]",
            "1",
            "{",
            "{}{}",
            "{} x",
            "089Z{}",
            "null",
            "\u{feff}{}",
            "\u{a0}{}",
        ] {
            assert!(!is_complete(body.as_bytes()), "{body:?}");
        }
        assert!(!is_complete(b"{\"a\":\"\xff\"}"));
    }
}
