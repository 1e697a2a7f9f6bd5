//! Secrets in records: sealed on their way into the database, opened on their way out.
//!
//! A secret is a text of a key pair, an object of `primary` and `secondary`: that is how every record writes one, and how it
//! is found here. Sealed it is an object, `{"sealed": …}`, bound to the table, the row and its place in the record. A
//! database without a vault has texts; the first start with one seals them.

use chat_core::{StoreError, TenantId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::records::{encode, internal};
use crate::vault::Vault;

/// Why a record does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealFault {
    /// It is sealed and there is no vault.
    #[error("a secret is sealed and there is no key")]
    NoKey,
    /// The vault has another key, or the record was changed.
    #[error("a secret is sealed with another key")]
    OtherKey,
}

/// A record that was read.
pub(crate) struct Opened<T> {
    pub(crate) record: T,
    /// Whether a secret in it was not sealed.
    pub(crate) has_plain: bool,
}

/// Where a record lies, and how its secrets are kept.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) vault: Option<&'a dyn Vault>,
    pub(crate) table: &'static str,
    pub(crate) tenant: TenantId,
    /// What else of the row's key there is; 0 for nothing.
    pub(crate) row: i64,
}

impl Place<'_> {
    /// Writes a record with its secrets sealed.
    pub(crate) fn encode(&self, record: &impl Serialize) -> Result<String, StoreError> {
        let Some(vault) = self.vault else {
            return encode(record);
        };
        let mut value = serde_json::to_value(record).map_err(internal)?;
        let mut seal = |context: &str, secret: &mut Value| {
            if let Value::String(text) = secret {
                let sealed = Value::String(vault.seal(context, text));
                *secret = Value::Object(Map::from_iter([("sealed".to_owned(), sealed)]));
            }
            Ok(())
        };
        self.each_secret(&mut value, &mut seal)?;
        encode(&value)
    }

    /// Reads a record whose secrets may be sealed.
    pub(crate) fn decode<T: DeserializeOwned>(&self, text: &str) -> Result<Opened<T>, StoreError> {
        let mut value: Value = serde_json::from_str(text).map_err(internal)?;
        let mut has_plain = false;
        let mut open = |context: &str, secret: &mut Value| {
            if let Value::Object(object) = secret {
                let sealed = object.get("sealed").and_then(Value::as_str);
                let sealed = sealed.ok_or(SealFault::OtherKey)?;
                let vault = self.vault.ok_or(SealFault::NoKey)?;
                let text = vault.open(context, sealed).ok_or(SealFault::OtherKey)?;
                *secret = Value::String(text);
            } else {
                has_plain |= secret.is_string();
            }
            Ok(())
        };
        self.each_secret(&mut value, &mut open)?;
        let record = serde_json::from_value(value).map_err(internal)?;
        Ok(Opened { record, has_plain })
    }

    fn each_secret(
        &self,
        record: &mut Value,
        change: &mut dyn FnMut(&str, &mut Value) -> Result<(), SealFault>,
    ) -> Result<(), StoreError> {
        let root = format!("{} {} {} ", self.table, self.tenant, self.row);
        walk(record, &root, change).map_err(internal)
    }
}

/// Visits the secrets below a value; `context` names the way to it.
fn walk(
    value: &mut Value,
    context: &str,
    change: &mut dyn FnMut(&str, &mut Value) -> Result<(), SealFault>,
) -> Result<(), SealFault> {
    match value {
        Value::Object(object) => {
            let is_pair = object.len() == 2
                && object.contains_key("primary")
                && object.contains_key("secondary");
            for (name, value) in object {
                let context = format!("{context}/{name}");
                if is_pair {
                    change(&context, value)?;
                } else {
                    walk(value, &context, change)?;
                }
            }
            Ok(())
        }
        Value::Array(values) => {
            let mut indexed = values.iter_mut().enumerate();
            indexed
                .try_for_each(|(index, value)| walk(value, &format!("{context}/{index}"), change))
        }
        _ => Ok(()),
    }
}

/// The fault in an error of the store, when it is one of sealing.
pub(crate) fn fault(error: &StoreError) -> Option<SealFault> {
    match error {
        StoreError::Internal(cause) => cause.downcast_ref().copied(),
        _ => None,
    }
}
