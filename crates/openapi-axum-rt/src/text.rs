//! Reading scalars from the text of a parameter.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::base64::Base64;
use crate::date_time;
use crate::format::Format;
use crate::violation::Keyword;

/// A scalar that a path, query or header parameter can carry.
pub trait FromText: Sized {
    /// Reads the decoded text of a parameter.
    ///
    /// # Errors
    /// The rule that the text breaks and what was expected.
    fn from_text(text: &str) -> Result<Self, TextError>;
}

/// Why a text is not the scalar that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The rule that is broken.
    pub keyword: Keyword,
    /// What is wrong, as a lowercase fragment.
    pub detail: String,
}

impl TextError {
    /// The text is of another type.
    #[must_use]
    pub fn expected(what: &str) -> Self {
        Self {
            keyword: Keyword::Type,
            detail: format!("must be {what}"),
        }
    }

    /// The text is none of the values of a closed enumeration.
    #[must_use]
    pub fn not_one_of(values: &[&str]) -> Self {
        Self {
            keyword: Keyword::Enum,
            detail: format!("must be one of {}", values.join(", ")),
        }
    }
}

impl FromText for String {
    fn from_text(text: &str) -> Result<Self, TextError> {
        Ok(text.to_owned())
    }
}

macro_rules! integers {
    ($($integer:ident $what:literal)*) => {
        $(impl FromText for $integer {
            fn from_text(text: &str) -> Result<Self, TextError> {
                if !is_decimal(text) {
                    return Err(TextError::expected("an integer"));
                }
                text.parse().map_err(|_| TextError {
                    keyword: Keyword::Format,
                    detail: concat!("must fit in ", $what).to_owned(),
                })
            }
        })*
    };
}

integers! {
    i8 "8 bits" i16 "16 bits" i32 "32 bits" i64 "64 bits"
    u8 "8 bits without a sign" u16 "16 bits without a sign" u32 "32 bits without a sign" u64 "64 bits without a sign"
}

impl FromText for f64 {
    fn from_text(text: &str) -> Result<Self, TextError> {
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
        let value = plain
            .then(|| text.parse::<f64>().ok())
            .flatten()
            .filter(|value| value.is_finite());
        value.ok_or_else(|| TextError::expected("a number"))
    }
}

impl FromText for bool {
    fn from_text(text: &str) -> Result<Self, TextError> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(TextError::expected("true or false")),
        }
    }
}

impl FromText for Timestamp {
    fn from_text(text: &str) -> Result<Self, TextError> {
        date_time::parse(text).ok_or_else(|| TextError {
            keyword: Keyword::Format,
            detail: format!("must be {}", date_time::EXPECTED),
        })
    }
}

/// A type whose values travel as text in one of the formats.
pub trait TextForm: Sized + ToString {
    /// The format.
    const FORMAT: Format;

    /// Reads the text.
    fn parse(text: &str) -> Option<Self>;
}

/// `full-date` of RFC 3339.
pub(crate) fn date(text: &str) -> Option<Date> {
    const SHAPE: &[u8] = b"0000-00-00";
    let shaped = text.len() == SHAPE.len()
        && text.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            separator => byte == *separator,
        });
    if shaped { text.parse().ok() } else { None }
}

/// A UUID with hyphens, the only form that may be sent.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    const LENGTH: usize = uuid::fmt::Hyphenated::LENGTH;
    if text.len() == LENGTH {
        Uuid::try_parse(text).ok()
    } else {
        None
    }
}

impl TextForm for Uuid {
    const FORMAT: Format = Format::Uuid;

    fn parse(text: &str) -> Option<Self> {
        uuid(text)
    }
}

impl TextForm for Date {
    const FORMAT: Format = Format::Date;

    fn parse(text: &str) -> Option<Self> {
        date(text)
    }
}

impl TextForm for Ipv4Addr {
    const FORMAT: Format = Format::Ipv4;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl TextForm for Ipv6Addr {
    const FORMAT: Format = Format::Ipv6;

    fn parse(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl TextForm for Base64 {
    const FORMAT: Format = Format::Byte;

    fn parse(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl<T: TextForm> FromText for T {
    fn from_text(text: &str) -> Result<Self, TextError> {
        T::parse(text).ok_or_else(|| TextError {
            keyword: Keyword::Format,
            detail: format!("must be {}", T::FORMAT),
        })
    }
}

/// Plain decimal notation: no plus sign, no leading zero, no space, no fraction.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match digits {
        [] => false,
        [b'0'] => true,
        [b'0', ..] => false,
        _ => digits.iter().all(u8::is_ascii_digit),
    }
}

#[cfg(test)]
mod tests {
    use super::FromText;
    use crate::violation::Keyword;

    #[test]
    fn integers_are_plain_decimals() {
        assert_eq!(i64::from_text("42"), Ok(42));
        assert_eq!(i64::from_text("-7"), Ok(-7));
        assert_eq!(i64::from_text("0"), Ok(0));
        for text in ["", "-", "1.0", "+1", " 1", "01", "1?x=", "..", "0x1", "١"] {
            assert_eq!(
                i64::from_text(text).map_err(|e| e.keyword),
                Err(Keyword::Type),
                "{text:?}"
            );
        }
        assert_eq!(
            i64::from_text("99999999999999999999").map_err(|e| e.keyword),
            Err(Keyword::Format)
        );
        assert_eq!(u64::from_text("18446744073709551615"), Ok(u64::MAX));
        for text in ["-1", "256"] {
            assert_eq!(
                u8::from_text(text).map_err(|e| e.keyword),
                Err(Keyword::Format)
            );
        }
        assert_eq!(
            i32::from_text("2147483648").map_err(|e| e.keyword),
            Err(Keyword::Format)
        );
    }

    #[test]
    fn other_scalars() {
        assert_eq!(bool::from_text("true"), Ok(true));
        assert!(bool::from_text("1").is_err());
        assert_eq!(f64::from_text("1e3"), Ok(1000.0));
        assert!(f64::from_text("inf").is_err());
    }
}
