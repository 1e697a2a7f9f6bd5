//! Opening hours and durations of a menu as stored.

use std::collections::BTreeMap;

use chat_core::{Interval, LocalTime, OpeningHours, Timeouts, WeeklyHours};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// [`OpeningHours`]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoursRecord {
    Always,
    Never,
    Weekly {
        time_zone: String,
        week: Box<[Vec<IntervalRecord>; 7]>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        exceptions: BTreeMap<Date, Vec<IntervalRecord>>,
    },
}

/// [`Interval`]: its two ends.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct IntervalRecord(TimeRecord, TimeRecord);

/// [`LocalTime`] as `HH:MM`.
#[derive(Clone, Copy)]
struct TimeRecord(LocalTime);

impl Serialize for TimeRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TimeRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        LocalTime::parse(&text)
            .map(Self)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&text), &"a time of day"))
    }
}

impl From<Interval> for IntervalRecord {
    fn from(Interval { from, to }: Interval) -> Self {
        Self(TimeRecord(from), TimeRecord(to))
    }
}

impl From<IntervalRecord> for Interval {
    fn from(IntervalRecord(from, to): IntervalRecord) -> Self {
        Self {
            from: from.0,
            to: to.0,
        }
    }
}

/// The intervals of a day, from one form into the other.
fn day<A: Copy + Into<B>, B>(intervals: &[A]) -> Vec<B> {
    intervals.iter().copied().map(Into::into).collect()
}

impl From<&OpeningHours> for HoursRecord {
    fn from(hours: &OpeningHours) -> Self {
        let weekly = match hours {
            OpeningHours::Always => return Self::Always,
            OpeningHours::Never => return Self::Never,
            OpeningHours::Weekly(weekly) => weekly,
        };
        let WeeklyHours {
            time_zone,
            week,
            exceptions,
        } = &**weekly;
        Self::Weekly {
            time_zone: time_zone.clone(),
            week: Box::new(week.each_ref().map(|intervals| day(intervals))),
            exceptions: exceptions
                .iter()
                .map(|(date, intervals)| (*date, day(intervals)))
                .collect(),
        }
    }
}

impl From<HoursRecord> for OpeningHours {
    fn from(record: HoursRecord) -> Self {
        match record {
            HoursRecord::Always => Self::Always,
            HoursRecord::Never => Self::Never,
            HoursRecord::Weekly {
                time_zone,
                week,
                exceptions,
            } => Self::from(WeeklyHours {
                time_zone,
                week: week.map(|intervals| day(&intervals)),
                exceptions: exceptions
                    .into_iter()
                    .map(|(date, intervals)| (date, day(&intervals)))
                    .collect(),
            }),
        }
    }
}

/// [`Timeouts`]
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct TimeoutsRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dismiss_after: Option<SignedDuration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chat_timeout: Option<SignedDuration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    queue_expiry: Option<SignedDuration>,
}

impl From<&Timeouts> for TimeoutsRecord {
    fn from(timeouts: &Timeouts) -> Self {
        let Timeouts {
            dismiss_after,
            chat_timeout,
            queue_expiry,
        } = timeouts;
        Self {
            dismiss_after: *dismiss_after,
            chat_timeout: *chat_timeout,
            queue_expiry: *queue_expiry,
        }
    }
}

impl From<TimeoutsRecord> for Timeouts {
    fn from(record: TimeoutsRecord) -> Self {
        let TimeoutsRecord {
            dismiss_after,
            chat_timeout,
            queue_expiry,
        } = record;
        Self {
            dismiss_after,
            chat_timeout,
            queue_expiry,
        }
    }
}
