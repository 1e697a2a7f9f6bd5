//! What is wrong with opening hours.

use super::{Interval, OpeningHours, WeeklyHours};

/// How many dates may be unlike their week.
pub const MAX_EXCEPTIONS: usize = 366;
/// How many intervals a day may have.
pub const MAX_INTERVALS_PER_DAY: usize = 24;

/// The weekdays in the order of [`WeeklyHours::week`].
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// One fault of opening hours. A day is named by its weekday (`monday`) or, for an exception, by its date (`2026-12-25`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursFault {
    /// The time zone does not exist.
    #[error("time zone `{0}` is not known: give an IANA name, as Europe/Rome")]
    UnknownTimeZone(String),
    /// An interval ends before, or as, it begins.
    #[error(
        "{interval} on {day} does not end after it begins: split a night at 24:00 into two days"
    )]
    NotAfter {
        /// The day.
        day: String,
        /// The interval.
        interval: Interval,
    },
    /// Two intervals of a day overlap; they may touch.
    #[error("{first} and {second} on {day} overlap: join them into one")]
    Overlap {
        /// The day.
        day: String,
        /// The one that begins first.
        first: Interval,
        /// The other.
        second: Interval,
    },
    /// Too many intervals.
    #[error("{0} has more than 24 intervals: give fewer")]
    TooManyIntervals(String),
    /// Too many exceptions.
    #[error("there are more than 366 exceptions: leave out those that are over")]
    TooManyExceptions,
}

impl OpeningHours {
    /// Every fault, in the order of the fields.
    pub(crate) fn faults(&self) -> Vec<HoursFault> {
        match self {
            Self::Always | Self::Never => Vec::new(),
            Self::Weekly(hours) => hours.faults(),
        }
    }
}

impl WeeklyHours {
    fn faults(&self) -> Vec<HoursFault> {
        let mut faults = Vec::new();
        if self.zone().is_none() {
            faults.push(HoursFault::UnknownTimeZone(self.time_zone.clone()));
        }
        for (day, intervals) in WEEKDAYS.iter().zip(&self.week) {
            check_day(day, intervals, &mut faults);
        }
        if self.exceptions.len() > MAX_EXCEPTIONS {
            faults.push(HoursFault::TooManyExceptions);
        }
        for (date, intervals) in &self.exceptions {
            check_day(&date.to_string(), intervals, &mut faults);
        }
        faults
    }
}

fn check_day(day: &str, intervals: &[Interval], faults: &mut Vec<HoursFault>) {
    if intervals.len() > MAX_INTERVALS_PER_DAY {
        faults.push(HoursFault::TooManyIntervals(day.to_owned()));
        return;
    }
    let mut sound = Vec::with_capacity(intervals.len());
    for &interval in intervals {
        if interval.from < interval.to {
            sound.push(interval);
        } else {
            let day = day.to_owned();
            faults.push(HoursFault::NotAfter { day, interval });
        }
    }
    sound.sort_unstable();
    let mut sound = sound.into_iter();
    let Some(mut reaches_furthest) = sound.next() else {
        return;
    };
    for interval in sound {
        if interval.from < reaches_furthest.to {
            faults.push(HoursFault::Overlap {
                day: day.to_owned(),
                first: reaches_furthest,
                second: interval,
            });
        }
        if interval.to > reaches_furthest.to {
            reaches_furthest = interval;
        }
    }
}
