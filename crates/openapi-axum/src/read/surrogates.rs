//! What JSON may write and YAML does not know.

use std::borrow::Cow;

/// JSON writes characters beyond U+FFFF as two escapes, YAML does not know that: puts the character itself there.
pub(super) fn join_surrogates(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with(['{', '[']) || !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        joined.push_str(&rest[..at]);
        rest = &rest[at..];
        match pair(rest) {
            Some(character) => {
                joined.push(character);
                rest = &rest[12..];
            }
            None => {
                let end = rest
                    .char_indices()
                    .nth(2)
                    .map_or(rest.len(), |(end, _)| end);
                joined.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    joined.push_str(rest);
    Cow::Owned(joined)
}

/// The character beyond U+FFFF that the text begins with, as two escapes.
pub(super) fn pair(text: &str) -> Option<char> {
    let units = [unit(text)?, unit(text.get(6..)?)?];
    let character = char::decode_utf16(units).next()?.ok();
    character.filter(|character| *character > '\u{ffff}')
}

/// The UTF-16 unit of the `\uXXXX` that the text begins with.
pub(super) fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then(|| u16::from_str_radix(digits, 16).ok())?
}
