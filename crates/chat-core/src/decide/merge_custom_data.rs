//! Custom data is merged, key by key.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::custom_data::{CustomDataEntry, CustomDataInput, CustomDataValue};
use crate::error::DomainError;
use crate::flags::FlagsUpdate;

/// How many keys a chat takes.
const MAX_KEYS: usize = 100;

/// How many bytes of keys, labels and values a chat takes.
const MAX_BYTES: usize = 64 * 1024;

impl Draft<'_> {
    /// The last write of a key wins, signed or not. Reserved keys set flags and are not kept as data.
    pub(super) fn merge_custom_data(
        &mut self,
        entries: Vec<(String, CustomDataInput)>,
        signed: bool,
    ) -> Result<(), DomainError> {
        self.check_not_ended()?;
        let mut flags = FlagsUpdate::default();
        let mut changed = BTreeMap::new();
        for (key, input) in entries {
            if let Some(flag) = reserved_flag(&key, &mut flags) {
                let CustomDataValue::Bool(value) = input.value else {
                    return Err(DomainError::ReservedKeyNotBoolean(key));
                };
                *flag = Some(value);
            } else {
                changed.insert(key, entry(input, signed));
            }
        }
        let present = self.env.custom_data;
        changed.retain(|key, entry| present.get(key) != Some(entry));
        if !changed.is_empty() {
            let kept = present
                .iter()
                .filter(|(key, _)| !changed.contains_key(*key));
            check_limits(kept.chain(&changed))?;
        }
        self.chat.flags = self.chat.flags.updated(flags);
        self.custom_data = changed.into_iter().collect();
        Ok(())
    }
}

fn reserved_flag<'f>(key: &str, flags: &'f mut FlagsUpdate) -> Option<&'f mut Option<bool>> {
    match key {
        "reserved_verified_customer" => Some(&mut flags.verified_customer),
        "reserved_bad_actor" => Some(&mut flags.bad_actor),
        "reserved_repeat_customer" => Some(&mut flags.repeat_customer),
        _ => None,
    }
}

fn entry(input: CustomDataInput, signed: bool) -> CustomDataEntry {
    let CustomDataInput {
        label,
        value,
        value_type,
        invisible_to_agent,
    } = input;
    CustomDataEntry {
        label,
        value,
        value_type,
        invisible_to_agent,
        signed,
    }
}

fn check_limits<'e>(
    entries: impl Iterator<Item = (&'e String, &'e CustomDataEntry)>,
) -> Result<(), DomainError> {
    let (mut keys, mut bytes) = (0, 0);
    for (key, entry) in entries {
        keys += 1;
        bytes += key.len() + entry.label.as_ref().map_or(0, String::len);
        bytes += match &entry.value {
            CustomDataValue::Text(text) => text.len(),
            CustomDataValue::Number(number) => number.to_string().len(),
            CustomDataValue::Bool(_) => 5,
        };
    }
    if keys > MAX_KEYS {
        return Err(DomainError::TooManyCustomDataKeys);
    }
    if bytes > MAX_BYTES {
        return Err(DomainError::CustomDataTooLarge);
    }
    Ok(())
}
