//! U+0000 in the texts of a request, for an implementation that cannot hold it.

use serde_json::Value;

use crate::json::{self, Error};

const REFUSED: &str = "must not contain U+0000";

/// Refuses JSON with U+0000 in a string or a key. Of what is not JSON another reader says so.
pub(super) fn in_json(bytes: &[u8]) -> Result<(), Error> {
    // JSON holds it as an escape only; without one there is nothing to read twice.
    let mut escapes = bytes.split(|&byte| byte == b'\\').skip(1);
    if !escapes.any(|escape| escape.starts_with(b"u0000")) {
        return Ok(());
    }
    json::from_slice(bytes).map_or(Ok(()), |value: Value| in_value(&value))
}

fn in_value(value: &Value) -> Result<(), Error> {
    match value {
        Value::String(text) => in_text(text),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| in_value(item).map_err(|error| error.under_index(index))),
        Value::Object(members) => members.iter().try_for_each(|(name, member)| {
            in_text(name)?;
            in_value(member).map_err(|error| error.under(name))
        }),
        _ => Ok(()),
    }
}

/// Refuses a text with U+0000.
pub(super) fn in_text(text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(Error::syntax(REFUSED));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::in_json;

    #[test]
    fn the_place_is_told() {
        let refused = [
            (r#""\u0000""#, ""),
            (r#"{"a":["b","c\u0000"]}"#, "/a/1"),
            (r#"{"a":{"\u0000":1}}"#, "/a"),
            (r#"{"a":"\\\u0000"}"#, "/a"),
        ];
        for (text, pointer) in refused {
            let error = in_json(text.as_bytes()).expect_err(text);
            assert_eq!(error.into_violation().pointer, pointer, "{text}");
        }
        for text in [r#"{"a":"\\u0000","b":"\u0001"}"#, r#"["\u0000"#, "0"] {
            assert_eq!(in_json(text.as_bytes()), Ok(()), "{text}");
        }
    }
}
