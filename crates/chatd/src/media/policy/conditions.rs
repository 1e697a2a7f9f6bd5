//! A form's fields against the conditions of its policy.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::PolicyError;
use super::document::{Condition, Document};

/// The fields of a form before its file. Names are compared without letter case, as S3 does.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Adds a field; false when it was there already.
    pub fn insert(&mut self, name: &str, value: String) -> bool {
        self.0.insert(name.to_ascii_lowercase(), value).is_none()
    }

    /// A field's value; `name` in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, PolicyError> {
        self.get(name)
            .ok_or_else(|| PolicyError::Missing(name.to_owned()))
    }
}

/// A form whose fields agree with a genuine policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The object's key.
    pub key: String,
    /// The size that the file must have.
    pub bytes: RangeInclusive<u64>,
}

pub(super) fn check(
    policy: &Document,
    fields: &Fields,
    signature_name: &str,
    now: Timestamp,
) -> Result<Verified, PolicyError> {
    if now >= policy.expires_at {
        return Err(PolicyError::Expired);
    }
    let mut bytes = None;
    let mut covered = vec!["policy", signature_name];
    for condition in &policy.conditions {
        let (field, holds) = match condition {
            Condition::Length { min, max } => {
                bytes = Some(*min..=*max);
                continue;
            }
            // The store knows its bucket; it is not a field of the form.
            Condition::Equals { field, .. } if field == "bucket" => continue,
            Condition::Equals { field, value } => (field, fields.get(field) == Some(value)),
            Condition::StartsWith { field, prefix } => {
                let value = fields.get(field);
                (field, value.is_some_and(|v| v.starts_with(prefix.as_str())))
            }
        };
        if !holds {
            return Err(PolicyError::Condition(field.clone()));
        }
        covered.push(field);
    }
    let extra = fields
        .0
        .keys()
        .find(|name| !covered.contains(&name.as_str()) && !name.starts_with("x-ignore-"));
    if let Some(name) = extra {
        return Err(PolicyError::Extra(name.clone()));
    }
    Ok(Verified {
        key: fields.required("key")?.to_owned(),
        bytes: bytes.ok_or(PolicyError::Malformed)?,
    })
}
