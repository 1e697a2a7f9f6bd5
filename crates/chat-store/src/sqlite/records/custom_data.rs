//! Entries of custom data as stored.

use chat_core::{CustomDataEntry, CustomDataType, CustomDataValue};
use serde::{Deserialize, Serialize};

use super::named::Named;

/// [`CustomDataEntry`]
#[derive(Serialize, Deserialize)]
pub(crate) struct CustomDataRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    value: ValueRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value_type: Option<Named<CustomDataType>>,
    invisible: bool,
    signed: bool,
}

/// [`CustomDataValue`]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValueRecord {
    Text(String),
    Number(serde_json::Number),
    Bool(bool),
}

impl From<&CustomDataEntry> for CustomDataRecord {
    fn from(entry: &CustomDataEntry) -> Self {
        let CustomDataEntry {
            label,
            value,
            value_type,
            invisible_to_agent,
            signed,
        } = entry;
        Self {
            label: label.clone(),
            value: match value.clone() {
                CustomDataValue::Text(text) => ValueRecord::Text(text),
                CustomDataValue::Number(number) => ValueRecord::Number(number),
                CustomDataValue::Bool(truth) => ValueRecord::Bool(truth),
            },
            value_type: value_type.map(Named),
            invisible: *invisible_to_agent,
            signed: *signed,
        }
    }
}

impl From<CustomDataRecord> for CustomDataEntry {
    fn from(record: CustomDataRecord) -> Self {
        Self {
            label: record.label,
            value: match record.value {
                ValueRecord::Text(text) => CustomDataValue::Text(text),
                ValueRecord::Number(number) => CustomDataValue::Number(number),
                ValueRecord::Bool(truth) => CustomDataValue::Bool(truth),
            },
            value_type: record.value_type.map(|it| it.0),
            invisible_to_agent: record.invisible,
            signed: record.signed,
        }
    }
}
