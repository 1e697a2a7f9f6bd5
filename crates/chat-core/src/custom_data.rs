//! Custom data: what a caller tells agents about the chat, key by key.

use std::collections::BTreeMap;

/// All custom data of a chat, by key.
pub type CustomData = BTreeMap<String, CustomDataEntry>;

/// One value, as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomDataEntry {
    /// The text shown beside the value, at most 255 characters.
    pub label: Option<String>,
    /// The value.
    pub value: CustomDataValue,
    /// How to read the value.
    pub value_type: Option<CustomDataType>,
    /// Hidden from agents.
    pub invisible_to_agent: bool,
    /// Came in a signed token, so that the end user cannot have made it up.
    pub signed: bool,
}

/// One value, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomDataInput {
    /// The text shown beside the value.
    pub label: Option<String>,
    /// The value.
    pub value: CustomDataValue,
    /// How to read the value.
    pub value_type: Option<CustomDataType>,
    /// Hidden from agents.
    pub invisible_to_agent: bool,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum CustomDataValue {
    /// Text, at most 4,096 characters.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// A truth value.
    Bool(bool),
}

/// How to read a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomDataType {
    /// `string`
    String,
    /// `number`
    Number,
    /// `date`
    Date,
    /// `url`
    Url,
    /// `boolean`
    Boolean,
}

impl CustomDataType {
    /// Every type.
    pub const ALL: [Self; 5] = [
        Self::String,
        Self::Number,
        Self::Date,
        Self::Url,
        Self::Boolean,
    ];

    /// The wire name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Date => "date",
            Self::Url => "url",
            Self::Boolean => "boolean",
        }
    }

    /// Reads a wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
