//! Times of day and the intervals between them.

use std::fmt;

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};

/// A time of day as a clock on the wall shows it, in whole minutes from 00:00 to 24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    minutes: u16,
}

/// A part of a day: from its first instant up to, and without, its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// Opens.
    pub from: LocalTime,
    /// Closes; later than `from` on the same day, 24:00 at most.
    pub to: LocalTime,
}

impl LocalTime {
    /// 24:00, the end of a day.
    pub const END_OF_DAY: Self = Self { minutes: 24 * 60 };

    /// This hour and minute; `None` beyond 24:00.
    #[must_use]
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let minutes = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && minutes <= Self::END_OF_DAY.minutes).then_some(Self { minutes })
    }

    /// Reads `HH:MM`, from `00:00` to `24:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let number = |digits: &str| {
            let fits = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| fits)
        };
        Self::new(number(hour)?, number(minute)?)
    }

    /// This time on a date; 24:00 is the beginning of the next.
    pub(super) fn on(self, date: Date) -> DateTime {
        let midnight = date.to_datetime(Time::midnight());
        midnight.saturating_add(i64::from(self.minutes).minutes())
    }
}

impl fmt::Display for LocalTime {
    /// `HH:MM`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Interval {
    /// The whole day.
    pub const ALL_DAY: Self = Self {
        from: LocalTime { minutes: 0 },
        to: LocalTime::END_OF_DAY,
    };

    /// Whether a second of the day lies in it.
    pub(super) fn contains(self, second: i32) -> bool {
        let seconds = |time: LocalTime| i32::from(time.minutes) * 60;
        (seconds(self.from)..seconds(self.to)).contains(&second)
    }
}

impl fmt::Display for Interval {
    /// `HH:MM-HH:MM`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::LocalTime;

    #[test]
    fn times_are_read_as_they_are_written() {
        for text in ["00:00", "09:05", "23:59", "24:00"] {
            assert_eq!(LocalTime::parse(text).expect("a time").to_string(), text);
        }
        for text in [
            "", "9:00", "09:60", "24:01", "25:00", "09-00", "+9:00", "09:00:00", "99:99",
        ] {
            assert_eq!(LocalTime::parse(text), None, "{text}");
        }
    }
}
