//! Writing a value as `application/x-www-form-urlencoded`, the way in which forms are read.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

use crate::server::BoxError;

/// What stands for itself, beside letters and digits.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

/// The members of an object, one after another; what is null is left out.
pub(super) fn write<T: Serialize>(value: &T) -> Result<String, BoxError> {
    let Value::Object(members) = serde_json::to_value(value)? else {
        return Err("a form is an object".into());
    };
    let mut pairs = Vec::new();
    for (name, value) in &members {
        collect(name, value, &mut pairs)?;
    }
    Ok(pairs.join("&"))
}

fn collect(name: &str, value: &Value, pairs: &mut Vec<String>) -> Result<(), BoxError> {
    match value {
        Value::Null => Ok(()),
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            Err(format!("{name} is a list of something other than scalars").into())
        }
        Value::Array(items) => items.iter().try_for_each(|item| collect(name, item, pairs)),
        Value::Object(members) => members
            .iter()
            .try_for_each(|(member, value)| collect(&format!("{name}[{member}]"), value, pairs)),
        Value::String(text) => {
            pairs.push(format!("{}={}", encoded(name), encoded(text)));
            Ok(())
        }
        scalar => {
            pairs.push(format!("{}={scalar}", encoded(name)));
            Ok(())
        }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED)
        .to_string()
        .replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::write;

    #[test]
    fn what_is_written_can_be_read() {
        let value =
            json!({"a": "x y&z", "list": [1, true], "deep": {"b": {"c": "é"}}, "none": null});
        let text = write(&value).expect("a form");
        assert_eq!(text, "a=x+y%26z&list=1&list=true&deep%5Bb%5D%5Bc%5D=%C3%A9");
        assert!(write(&json!({"list": [{}]})).is_err());
        assert!(write(&json!([1])).is_err());
    }
}
