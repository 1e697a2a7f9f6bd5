//! Widths of integers.

use std::ops::RangeInclusive;

use serde_json::Number;

/// Formats of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerFormat {
    /// No format: 64 bits.
    None,
    /// No format, and bounds that take no sign and reach beyond what 64 bits with a sign hold.
    Unsigned,
    /// `int8`.
    Int8,
    /// `int16`.
    Int16,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
    /// `uint8`.
    Uint8,
    /// `uint16`.
    Uint16,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
}

impl IntegerFormat {
    /// The format that `format` names, else what the bounds ask for.
    pub fn of(format: Option<&str>, low: Option<&Number>, high: Option<&Number>) -> Self {
        let reaches = |bound: &Number| match bound.as_u64() {
            Some(whole) => whole > i64::MAX as u64,
            None => bound.as_f64() >= Some(i64::MAX as f64),
        };
        match format {
            Some("int8") => Self::Int8,
            Some("int16") => Self::Int16,
            Some("int32") => Self::Int32,
            Some("int64") => Self::Int64,
            Some("uint8") => Self::Uint8,
            Some("uint16") => Self::Uint16,
            Some("uint32") => Self::Uint32,
            Some("uint64") => Self::Uint64,
            _ if low.is_some_and(|low| low.as_f64() >= Some(0.0)) && high.is_some_and(reaches) => {
                Self::Unsigned
            }
            _ => Self::None,
        }
    }

    /// As documents write it.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::None | Self::Unsigned => return None,
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Uint8 => "uint8",
            Self::Uint16 => "uint16",
            Self::Uint32 => "uint32",
            Self::Uint64 => "uint64",
        })
    }

    /// The Rust type that holds it.
    pub fn rust_type(self) -> &'static str {
        match self {
            Self::Int8 => "i8",
            Self::Int16 => "i16",
            Self::Int32 => "i32",
            Self::None | Self::Int64 => "i64",
            Self::Uint8 => "u8",
            Self::Uint16 => "u16",
            Self::Uint32 => "u32",
            Self::Unsigned | Self::Uint64 => "u64",
        }
    }

    /// The integers of the Rust type.
    pub fn range(self) -> RangeInclusive<i128> {
        match self {
            Self::Int8 => i8::MIN.into()..=i8::MAX.into(),
            Self::Int16 => i16::MIN.into()..=i16::MAX.into(),
            Self::Int32 => i32::MIN.into()..=i32::MAX.into(),
            Self::None | Self::Int64 => i64::MIN.into()..=i64::MAX.into(),
            Self::Uint8 => 0..=u8::MAX.into(),
            Self::Uint16 => 0..=u16::MAX.into(),
            Self::Uint32 => 0..=u32::MAX.into(),
            Self::Unsigned | Self::Uint64 => 0..=u64::MAX.into(),
        }
    }

    /// Whether the Rust type holds a number, which must be whole.
    pub fn holds(self, number: &Number) -> bool {
        let signed = number.as_i64().map(i128::from);
        let whole = signed.or_else(|| number.as_u64().map(i128::from));
        whole.is_some_and(|whole| self.range().contains(&whole))
    }
}
