//! The policy document: written, and read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{FormField, PolicyTerms};

/// A policy as read.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) expires_at: Timestamp,
    pub(super) conditions: Vec<Condition>,
}

/// One condition; names are in lower case and without `$`.
#[derive(Debug)]
pub(super) enum Condition {
    Equals { field: String, value: String },
    StartsWith { field: String, prefix: String },
    Length { min: u64, max: u64 },
}

/// The document for these terms: every field exactly, the size in its range.
pub(super) fn write(terms: &PolicyTerms, fields: &[FormField]) -> String {
    let mut conditions = vec![json!([
        "content-length-range",
        terms.bytes.start(),
        terms.bytes.end()
    ])];
    if let Some(bucket) = &terms.bucket {
        conditions.push(json!({ "bucket": bucket }));
    }
    for FormField { name, value } in fields {
        conditions.push(json!(["eq", format!("${name}"), value]));
    }
    let expiration = terms.expires_at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
    json!({ "expiration": expiration.to_string(), "conditions": conditions }).to_string()
}

/// Reads a document in base64; `None` for anything that is not one, or has a condition of an unknown kind.
pub(super) fn read(policy: &str) -> Option<Document> {
    let bytes = STANDARD.decode(policy).ok()?;
    let document: Value = serde_json::from_slice(&bytes).ok()?;
    let expires_at = document.get("expiration")?.as_str()?.parse().ok()?;
    let mut conditions = Vec::new();
    for condition in document.get("conditions")?.as_array()? {
        match condition {
            Value::Object(pairs) => {
                for (field, value) in pairs {
                    conditions.push(Condition::Equals {
                        field: field.to_ascii_lowercase(),
                        value: value.as_str()?.to_owned(),
                    });
                }
            }
            Value::Array(parts) => conditions.push(triple(parts)?),
            _ => return None,
        }
    }
    Some(Document {
        expires_at,
        conditions,
    })
}

fn triple(parts: &[Value]) -> Option<Condition> {
    let [kind, second, third] = parts else {
        return None;
    };
    let kind = kind.as_str()?;
    if kind == "content-length-range" {
        return Some(Condition::Length {
            min: second.as_u64()?,
            max: third.as_u64()?,
        });
    }
    let field = second.as_str()?.strip_prefix('$')?.to_ascii_lowercase();
    let text = third.as_str()?.to_owned();
    match kind {
        "eq" => Some(Condition::Equals { field, value: text }),
        "starts-with" => Some(Condition::StartsWith {
            field,
            prefix: text,
        }),
        _ => None,
    }
}
