//! Opening hours.

use std::collections::BTreeMap;

use chat_core::{Interval, LocalTime, OpeningHours, WeeklyHours};
use desk_types as wire;
use jiff::civil::Date;

use super::menu::Faults;

/// Every day of the week, Monday first.
const DAYS: [wire::Weekday; 7] = [
    wire::Weekday::Monday,
    wire::Weekday::Tuesday,
    wire::Weekday::Wednesday,
    wire::Weekday::Thursday,
    wire::Weekday::Friday,
    wire::Weekday::Saturday,
    wire::Weekday::Sunday,
];

/// The hours.
pub(super) fn hours(hours: &OpeningHours) -> wire::OpeningHours {
    let plain = |mode| wire::OpeningHours {
        mode,
        time_zone: None,
        week: None,
        exceptions: None,
    };
    let WeeklyHours {
        time_zone,
        week,
        exceptions,
    } = match hours {
        OpeningHours::Always => return plain(wire::OpeningMode::Always),
        OpeningHours::Never => return plain(wire::OpeningMode::Never),
        OpeningHours::Weekly(hours) => &**hours,
    };
    let open = DAYS.into_iter().zip(week);
    wire::OpeningHours {
        mode: wire::OpeningMode::Weekly,
        time_zone: Some(time_zone.clone()),
        week: Some(
            open.filter(|(_, intervals)| !intervals.is_empty())
                .map(|(day, open)| wire::OpeningDay {
                    day,
                    intervals: intervals(open),
                })
                .collect(),
        ),
        exceptions: Some(
            exceptions
                .iter()
                .map(|(date, open)| wire::OpeningException {
                    date: date.to_string(),
                    intervals: intervals(open),
                })
                .collect(),
        ),
    }
}

fn intervals(intervals: &[Interval]) -> Vec<wire::OpeningInterval> {
    let interval = |Interval { from, to }: &Interval| wire::OpeningInterval {
        opens: from.to_string(),
        closes: to.to_string(),
    };
    intervals.iter().map(interval).collect()
}

/// Reads hours; what cannot be read is told, the rest is checked by the catalogue.
pub(super) fn read(place: &str, hours: wire::OpeningHours, faults: &mut Faults) -> OpeningHours {
    let wire::OpeningHours {
        mode,
        time_zone,
        week,
        exceptions,
    } = hours;
    match mode {
        wire::OpeningMode::Always => return OpeningHours::Always,
        wire::OpeningMode::Never => return OpeningHours::Never,
        wire::OpeningMode::Weekly => {}
        wire::OpeningMode::Other(_) => {
            let message = "the mode is none of always, never, weekly";
            faults.push((format!("{place}/mode"), message.to_owned()));
        }
    }
    let Some(time_zone) = time_zone else {
        let message = "time_zone is required with the mode weekly".to_owned();
        faults.push((format!("{place}/time_zone"), message));
        return OpeningHours::Never;
    };
    let mut read = WeeklyHours {
        time_zone,
        week: Default::default(),
        exceptions: BTreeMap::new(),
    };
    for (index, day) in week.into_iter().flatten().enumerate() {
        let place = format!("{place}/week/{index}");
        let Some(weekday) = DAYS.iter().position(|it| *it == day.day) else {
            faults.push((format!("{place}/day"), "not a day of the week".to_owned()));
            continue;
        };
        let open = read_intervals(&place, day.intervals, faults);
        read.week[weekday].extend(open);
    }
    for (index, exception) in exceptions.into_iter().flatten().enumerate() {
        let place = format!("{place}/exceptions/{index}");
        let open = read_intervals(&place, exception.intervals, faults);
        match exception.date.parse::<Date>() {
            Ok(date) if read.exceptions.insert(date, open).is_none() => {}
            Ok(_) => faults.push((
                format!("{place}/date"),
                "this date is given twice".to_owned(),
            )),
            Err(_) => faults.push((format!("{place}/date"), "not a date".to_owned())),
        }
    }
    read.into()
}

fn read_intervals(
    place: &str,
    intervals: Vec<wire::OpeningInterval>,
    faults: &mut Faults,
) -> Vec<Interval> {
    let mut read = Vec::with_capacity(intervals.len());
    for (index, interval) in intervals.into_iter().enumerate() {
        let mut time = |name: &str, text: &str| {
            let time = LocalTime::parse(text);
            if time.is_none() {
                let place = format!("{place}/intervals/{index}/{name}");
                faults.push((place, "not a time from 00:00 to 24:00".to_owned()));
            }
            time
        };
        let (from, to) = (
            time("opens", &interval.opens),
            time("closes", &interval.closes),
        );
        if let (Some(from), Some(to)) = (from, to) {
            read.push(Interval { from, to });
        }
    }
    read
}
