//! `format`: which texts are in which.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::base64::Base64;
use crate::schema::Number;
use crate::{date_time, text};

mod duration;
mod names;
mod uri;

/// A `format` that is enforced. All others are annotations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: `full-date` of RFC 3339.
    Date,
    /// `time`: `full-time` of RFC 3339.
    Time,
    /// `duration`: ISO 8601 as in appendix A of RFC 3339.
    Duration,
    /// `email`: RFC 5321, section 4.1.2.
    Email,
    /// `hostname`: RFC 1123, section 2.1.
    Hostname,
    /// `ipv4`: dotted quad.
    Ipv4,
    /// `ipv6`: RFC 4291, section 2.2.
    Ipv6,
    /// `uri`: RFC 3986, with a scheme.
    Uri,
    /// `uri-reference`: RFC 3986.
    UriReference,
    /// `uuid`: RFC 9562, with hyphens.
    Uuid,
    /// `byte`: base64 with padding.
    Byte,
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

impl Format {
    /// Whether a text is in the format; those of numbers take every text.
    #[must_use]
    pub fn takes(self, value: &str) -> bool {
        match self {
            Self::DateTime => date_time::parse(value).is_some(),
            Self::Date => text::date(value).is_some(),
            Self::Time => date_time::parse(&format!("2000-01-01T{value}")).is_some(),
            Self::Duration => duration::is_duration(value),
            Self::Email => names::is_email(value),
            Self::Hostname => names::is_hostname(value),
            Self::Ipv4 => value.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => value.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => uri::is_uri(value),
            Self::UriReference => uri::is_reference(value),
            Self::Uuid => text::uuid(value).is_some(),
            Self::Byte => Base64::parse(value).is_some(),
            Self::Int8
            | Self::Int16
            | Self::Int32
            | Self::Int64
            | Self::Uint8
            | Self::Uint16
            | Self::Uint32
            | Self::Uint64 => true,
        }
    }

    /// Whether a number is in the format; those of strings take every number, as do those of integers one with a
    /// fraction: that it is none, `type` says.
    pub(crate) fn takes_number(self, value: Number) -> bool {
        let Number::Whole(value) = value.normal() else {
            return true;
        };
        match self {
            Self::Int8 => i8::try_from(value).is_ok(),
            Self::Int16 => i16::try_from(value).is_ok(),
            Self::Int32 => i32::try_from(value).is_ok(),
            Self::Int64 => i64::try_from(value).is_ok(),
            Self::Uint8 => u8::try_from(value).is_ok(),
            Self::Uint16 => u16::try_from(value).is_ok(),
            Self::Uint32 => u32::try_from(value).is_ok(),
            Self::Uint64 => u64::try_from(value).is_ok(),
            _ => true,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateTime => date_time::EXPECTED,
            Self::Date => "a date such as 2026-03-01",
            Self::Time => "an RFC 3339 time such as 12:00:00Z",
            Self::Duration => "an ISO 8601 duration such as PT15M",
            Self::Email => "an e-mail address",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uri => "a URI with a scheme",
            Self::UriReference => "a URI or a relative reference",
            Self::Uuid => "a UUID such as 67e55044-10b1-426f-9247-bb680e5fe0c8",
            Self::Byte => "base64 with padding",
            Self::Int8 => "an 8-bit integer",
            Self::Int16 => "a 16-bit integer",
            Self::Int32 => "a 32-bit integer",
            Self::Int64 => "a 64-bit integer",
            Self::Uint8 => "an unsigned 8-bit integer",
            Self::Uint16 => "an unsigned 16-bit integer",
            Self::Uint32 => "an unsigned 32-bit integer",
            Self::Uint64 => "an unsigned 64-bit integer",
        })
    }
}

#[cfg(test)]
mod tests;
