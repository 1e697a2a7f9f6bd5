//! Custom data.

use chat_core as domain;
use chat_types as wire;
use domain::{CustomDataInput, CustomDataType, CustomDataValue};

/// The entries of a request, in the order of their keys.
pub(crate) fn custom_data(data: wire::CustomData) -> Vec<(String, CustomDataInput)> {
    let wire::CustomData(entries) = data;
    entries
        .into_iter()
        .map(|(key, value)| (key, entry(value)))
        .collect()
}

fn entry(entry: wire::CustomDataEntry) -> CustomDataInput {
    let wire::CustomDataEntry {
        label,
        value,
        r#type,
        invisible_to_agent,
    } = entry;
    CustomDataInput {
        label,
        value: self::value(value),
        value_type: r#type.map(value_type),
        invisible_to_agent: invisible_to_agent.unwrap_or(false),
    }
}

/// JSON has no number that is not finite, so a decoded number always converts; zero stands for the impossible rest.
fn value(value: wire::CustomDataValue) -> CustomDataValue {
    match value {
        wire::CustomDataValue::String(text) => CustomDataValue::Text(text),
        wire::CustomDataValue::Number(number) => CustomDataValue::Number(
            serde_json::Number::from_f64(number).unwrap_or_else(|| 0.into()),
        ),
        wire::CustomDataValue::Boolean(flag) => CustomDataValue::Bool(flag),
    }
}

fn value_type(value_type: wire::CustomDataType) -> CustomDataType {
    match value_type {
        wire::CustomDataType::String => CustomDataType::String,
        wire::CustomDataType::Number => CustomDataType::Number,
        wire::CustomDataType::Date => CustomDataType::Date,
        wire::CustomDataType::Url => CustomDataType::Url,
        wire::CustomDataType::Boolean => CustomDataType::Boolean,
    }
}
