//! Opening hours of a queue: weekly local times in a time zone, with exceptions by date.
//!
//! Time zones come with the program (the IANA database of `jiff`, always the bundled one): nothing is read from the machine.

mod check;
mod local_time;

use std::collections::BTreeMap;
use std::iter;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};

pub use self::check::{HoursFault, MAX_EXCEPTIONS, MAX_INTERVALS_PER_DAY};
pub use self::local_time::{Interval, LocalTime};

/// Days after which a week that is neither all open nor all closed has changed, even if a change of the clocks hides one.
const LOOK_AHEAD_DAYS: i64 = 21;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// When a queue is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OpeningHours {
    /// At any time.
    #[default]
    Always,
    /// At no time.
    Never,
    /// By the clock on the wall of a place.
    Weekly(Box<WeeklyHours>),
}

/// A week of opening hours, and the dates that are unlike it.
///
/// What counts is the local time that a clock shows: an interval lasts an hour longer or shorter on the day on which the clocks
/// change, one that lies in the hour that is left out does not happen, and one that lies in the hour that comes twice
/// happens twice.
///
/// Checked by [`Catalogue::new`](crate::Catalogue::new).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyHours {
    /// The IANA name of the time zone, as `Europe/Rome`, letter case aside.
    pub time_zone: String,
    /// The intervals of each weekday, Monday first. A day without any is closed; a night is two intervals, one to 24:00 and one
    /// from 00:00 of the next day.
    pub week: [Vec<Interval>; 7],
    /// The dates on which these intervals hold instead; none of them means closed.
    pub exceptions: BTreeMap<Date, Vec<Interval>>,
}

impl From<WeeklyHours> for OpeningHours {
    fn from(hours: WeeklyHours) -> Self {
        Self::Weekly(Box::new(hours))
    }
}

impl OpeningHours {
    /// Whether the queue is open at this instant.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Weekly(hours) => hours
                .zone()
                .is_some_and(|zone| hours.is_open_at(zone.to_datetime(now))),
        }
    }

    /// The first instant after this one at which the queue opens or closes; `None` when it never does.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Always | Self::Never => None,
            Self::Weekly(hours) => hours.next_change(&hours.zone()?, now),
        }
    }

    /// When the queue can serve: now if it is open, or else when it opens; `None` when it never does.
    #[must_use]
    pub fn opens_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.is_open(now) {
            Some(now)
        } else {
            self.next_change(now)
        }
    }
}

impl WeeklyHours {
    /// The time zone; hours of one that does not exist, which no catalogue has, are never open.
    fn zone(&self) -> Option<TimeZone> {
        ZONES.get(&self.time_zone).ok()
    }

    fn intervals(&self, date: Date) -> &[Interval] {
        let weekday = date.weekday().to_monday_zero_offset();
        self.exceptions
            .get(&date)
            .or_else(|| self.week.get(usize::try_from(weekday).ok()?))
            .map_or(&[], Vec::as_slice)
    }

    fn is_open_at(&self, local: DateTime) -> bool {
        let second = i32::from(local.hour()) * 3600
            + i32::from(local.minute()) * 60
            + i32::from(local.second());
        self.intervals(local.date())
            .iter()
            .any(|interval| interval.contains(second))
    }

    /// Hours change only where an interval begins or ends and where the clocks change: the first of these instants at which they do.
    fn next_change(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let today = zone.to_datetime(now).date();
        let is_open = |at: Timestamp| self.is_open_at(zone.to_datetime(at));
        let exceptions = self.exceptions.range(today..).map(|(date, _)| *date);
        iter::once(today).chain(exceptions).find_map(|from| {
            let mut instants = self.candidates(zone, from);
            instants.retain(|at| *at > now);
            instants.sort_unstable();
            let before = is_open(now);
            instants.into_iter().find(|at| is_open(*at) != before)
        })
    }

    /// Every instant at which the hours may change in the days from the one before this date.
    fn candidates(&self, zone: &TimeZone, from: Date) -> Vec<Timestamp> {
        let first = from.saturating_sub(1.day());
        let last = from.saturating_add(LOOK_AHEAD_DAYS.days());
        let mut instants = Vec::new();
        for date in first.series(1.day()).take_while(|date| *date <= last) {
            for interval in self.intervals(date) {
                for edge in [interval.from, interval.to] {
                    let ambiguous = zone.to_ambiguous_timestamp(edge.on(date));
                    // Twice where the clocks go back.
                    instants.extend(ambiguous.earlier());
                    instants.extend(ambiguous.later());
                }
            }
        }
        if let Ok(begin) = zone.to_timestamp(first.to_datetime(jiff::civil::Time::midnight())) {
            let end = zone.to_timestamp(last.to_datetime(jiff::civil::Time::MAX));
            let end = end.unwrap_or(Timestamp::MAX);
            let changes = zone
                .following(begin)
                .map(|change| change.timestamp())
                .take_while(|at| *at <= end);
            instants.extend(changes);
        }
        instants
    }
}
