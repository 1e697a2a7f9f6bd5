//! When what was decoded equals what was sent.

use jiff::Timestamp;
use serde_json::Value;

/// Equal as JSON: `1.0` is `1`, members have no order; with `as_instants`, texts may also be the same instant.
pub(crate) fn equal(sent: &Value, seen: &Value, as_instants: bool) -> bool {
    match (sent, seen) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() != b.is_f64() && a.as_f64() == b.as_f64())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b, as_instants))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b, as_instants)))
        }
        (Value::String(a), Value::String(b)) if as_instants && a != b => {
            matches!((a.parse::<Timestamp>(), b.parse::<Timestamp>()), (Ok(a), Ok(b)) if a == b)
        }
        _ => sent == seen,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::equal;

    #[test]
    fn numbers_and_instants() {
        assert!(equal(
            &json!({ "a": [1.0], "b": 2 }),
            &json!({ "b": 2.0, "a": [1] }),
            false
        ));
        assert!(!equal(&json!(1), &json!(1.5), false));
        assert!(!equal(&json!([1]), &json!([1, 2]), false));
        let (a, b) = (
            json!("2026-11-20T10:30:00+01:00"),
            json!("2026-11-20T09:30:00.000Z"),
        );
        assert!(equal(&a, &b, true));
        assert!(!equal(&a, &b, false));
    }
}
