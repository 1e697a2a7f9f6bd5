//! How single values are read. A text, a number and a truth value say the same in a file and in a variable.

use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use chat_core::{DISMISS_AFTER_RANGE, Secret, TIMEOUT_RANGE};
use jiff::{SignedDuration, Timestamp};
use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

use super::webhook_url::WebhookUrl;
use crate::master_key::MasterKey;
use crate::outbound::Networks;

/// The shortest duration that can be set.
const SECOND: SignedDuration = SignedDuration::from_secs(1);
/// The longest wait between two attempts.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The longest wait of anything else about deliveries.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest wait for a receiver's answer.
const ANSWER: SignedDuration = SignedDuration::from_secs(10);
/// The most waits between attempts.
const MOST_DELAYS: usize = 32;

/// Takes anything that is not a list as its text.
struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }
}

/// Takes a list of texts, or one text with commas.
struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
        Ok(text.split(',').map(|it| it.trim().to_owned()).collect())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut texts = Vec::new();
        while let Some(Element(text)) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}

/// One of a list.
struct Element(String);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(Text).map(Self)
    }
}

fn one<'de, D: Deserializer<'de>, T>(
    source: D,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    let text = source.deserialize_any(Text)?;
    read(&text).map_err(D::Error::custom)
}

pub(super) fn address<'de, D: Deserializer<'de>>(source: D) -> Result<SocketAddr, D::Error> {
    one(source, read_address)
}

pub(super) fn address_or_off<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<SocketAddr>, D::Error> {
    one(source, |text| match text {
        "off" => Ok(None),
        _ => read_address(text).map(Some),
    })
}

pub(super) fn base_url<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Url>, D::Error> {
    one(source, |text| read_base_url(text).map(Some))
}

pub(super) fn path<'de, D: Deserializer<'de>>(source: D) -> Result<PathBuf, D::Error> {
    one(source, |text| {
        if text.is_empty() || text.contains('\0') {
            return Err("is not a path; give a directory".to_owned());
        }
        Ok(PathBuf::from(text))
    })
}

pub(super) fn switch<'de, D: Deserializer<'de>>(source: D) -> Result<bool, D::Error> {
    one(source, |text| match text {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(format!("`{text}` is neither on nor off")),
    })
}

pub(super) fn optional_switch<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<bool>, D::Error> {
    switch(source).map(Some)
}

pub(super) fn seed<'de, D: Deserializer<'de>>(source: D) -> Result<Option<u64>, D::Error> {
    one(source, |text| {
        let number = text.parse().map(Some);
        number.map_err(|_| format!("`{text}` is not a whole number, 0 or more"))
    })
}

pub(super) fn instant<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Timestamp>, D::Error> {
    one(source, |text| {
        let instant = text.parse().map(Some);
        instant.map_err(|_| format!("`{text}` is not an instant; write it as 2027-01-01T00:00:00Z"))
    })
}

pub(super) fn rate<'de, D: Deserializer<'de>>(source: D) -> Result<Option<NonZeroU32>, D::Error> {
    one(source, |text| {
        if text == "off" {
            return Ok(None);
        }
        let number = text.parse::<NonZeroU32>().ok();
        match number.filter(|number| number.get() <= 1_000_000) {
            Some(number) => Ok(Some(number)),
            None => Err(format!(
                "`{text}` is not a rate; write calls per second, 1 to 1000000, or off"
            )),
        }
    })
}

pub(super) fn rate_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 1_000_000}, {"const": "off"}]})
}

pub(super) fn webhook_url<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<WebhookUrl>, D::Error> {
    one(source, |text| WebhookUrl::parse(text).map(Some))
}

pub(super) fn dismissal<'de, D: Deserializer<'de>>(source: D) -> Result<SignedDuration, D::Error> {
    one(source, |text| duration(text, DISMISS_AFTER_RANGE))
}

pub(super) fn timeout<'de, D: Deserializer<'de>>(source: D) -> Result<SignedDuration, D::Error> {
    one(source, |text| duration(text, TIMEOUT_RANGE))
}

pub(super) fn timeout_or_off<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<SignedDuration>, D::Error> {
    one(source, |text| match text {
        "off" => Ok(None),
        _ => duration(text, SECOND..=MONTH).map(Some),
    })
}

pub(super) fn percent<'de, D: Deserializer<'de>>(source: D) -> Result<u8, D::Error> {
    one(source, |text| match text.parse() {
        Ok(percent @ 0..=100) => Ok(percent),
        _ => Err(format!("`{text}` is not a percentage; write 0 to 100")),
    })
}

pub(super) fn mebibytes<'de, D: Deserializer<'de>>(source: D) -> Result<u32, D::Error> {
    one(source, |text| match text.parse() {
        Ok(size @ 1..=65_536) => Ok(size),
        _ => Err(format!("`{text}` is not a size in MiB; write 1 to 65536")),
    })
}

pub(super) fn answer_timeout<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<SignedDuration, D::Error> {
    one(source, |text| duration(text, SECOND..=ANSWER))
}

pub(super) fn delays<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Vec<SignedDuration>, D::Error> {
    let texts = source.deserialize_any(Texts)?;
    if texts.len() > MOST_DELAYS {
        let fault = format!("has {} waits; at most {MOST_DELAYS}", texts.len());
        return Err(D::Error::custom(fault));
    }
    let read = texts.iter().map(|text| duration(text, SECOND..=WEEK));
    read.collect::<Result<_, _>>().map_err(D::Error::custom)
}

pub(super) fn hosts<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    let texts = source.deserialize_any(Texts)?;
    for text in &texts {
        Host::parse(text).map_err(|_| {
            D::Error::custom(format!(
                "`{text}` is not a host; write a name, an address or [::1]"
            ))
        })?;
    }
    Ok(texts.iter().map(|text| text.to_ascii_lowercase()).collect())
}

pub(super) fn networks<'de, D: Deserializer<'de>>(source: D) -> Result<Networks, D::Error> {
    one(source, |text| match text {
        "public" => Ok(Networks::Public),
        "private" => Ok(Networks::PublicAndPrivate),
        _ => Err(format!("`{text}` is neither public nor private")),
    })
}

pub(super) fn networks_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"enum": ["public", "private"]})
}

pub(super) fn token<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Secret>, D::Error> {
    one(source, |text| read_token(text).map(Some))
}

pub(super) fn master_key<'de, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<MasterKey>, D::Error> {
    one(source, |text| MasterKey::parse(text).map(Some))
}

pub(super) fn filter<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    one(source, |text| match EnvFilter::builder().parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("`{text}` is not a filter: {error}")),
    })
}

pub(super) fn read_token(text: &str) -> Result<Secret, String> {
    let fits = (32..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    match fits {
        true => Ok(Secret::new(text.to_owned())),
        false => Err("a token has 32 to 255 visible ASCII characters".to_owned()),
    }
}

pub(super) fn read_address(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| {
        format!("`{text}` is not an address; write IP:PORT, as 127.0.0.1:8080 or [::1]:8080")
    })
}

fn duration(text: &str, range: RangeInclusive<SignedDuration>) -> Result<SignedDuration, String> {
    let fault = || format!("`{text}` is not a duration; write seconds as 90 or 90s, or 5m, 2h, 1d");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (number, unit) = text.split_at(digits.len());
    let number: i64 = number.parse().map_err(|_| fault())?;
    let seconds = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err(fault()),
    };
    let duration = number.checked_mul(seconds).map(SignedDuration::from_secs);
    match duration.filter(|d| range.contains(d)) {
        Some(duration) => Ok(duration),
        None => Err(format!(
            "`{text}` is out of range; 1s to {}",
            limit(*range.end())
        )),
    }
}

/// A bound as people write it.
fn limit(longest: SignedDuration) -> String {
    match longest.as_mins() {
        0 => format!("{}s", longest.as_secs()),
        minutes => format!("{minutes}m"),
    }
}

fn read_base_url(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("must be an absolute http or https URL".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("must have no query, fragment or user name".to_owned());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}
