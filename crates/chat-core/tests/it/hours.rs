//! Opening hours: what is open when, when that changes, and what is refused.

use std::collections::BTreeMap;

use chat_core::{
    Catalogue, HoursFault, Interval, Lang, LocalTime, Menu, MenuFault, OpeningHours, QueueLoad,
    WeeklyHours,
};
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::{btree_map, vec};
use proptest::prelude::{ProptestConfig, Strategy, proptest};
use proptest::sample::select;

use crate::world::{HUMAN, menu};

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Reads `HH:MM-HH:MM`.
fn interval(text: &str) -> Interval {
    let (from, to) = text.split_once('-').expect("two times");
    let time = |text| LocalTime::parse(text).expect("a time");
    Interval {
        from: time(from),
        to: time(to),
    }
}

fn intervals(texts: &[&str]) -> Vec<Interval> {
    texts.iter().map(|text| interval(text)).collect()
}

/// Monday to Friday with a break, Saturday morning, never on Sunday.
fn office(time_zone: &str) -> WeeklyHours {
    let day = || intervals(&["09:00-13:00", "14:00-18:00"]);
    WeeklyHours {
        time_zone: time_zone.to_owned(),
        week: [
            day(),
            day(),
            day(),
            day(),
            day(),
            intervals(&["09:00-13:00"]),
            Vec::new(),
        ],
        exceptions: BTreeMap::new(),
    }
}

/// The same intervals every day.
fn daily(time_zone: &str, texts: &[&str]) -> WeeklyHours {
    WeeklyHours {
        time_zone: time_zone.to_owned(),
        week: std::array::from_fn(|_| intervals(texts)),
        exceptions: BTreeMap::new(),
    }
}

#[track_caller]
fn check(hours: WeeklyHours, now: &str, is_open: bool, next_change: Option<&str>) {
    let hours = OpeningHours::from(hours);
    let now = instant(now);
    assert_eq!(hours.is_open(now), is_open, "{now}");
    assert_eq!(hours.next_change(now), next_change.map(instant), "{now}");
    let opens_at = if is_open {
        Some(now)
    } else {
        next_change.map(instant)
    };
    assert_eq!(hours.opens_at(now), opens_at, "{now}");
}

#[test]
fn always_and_never_do_not_change() {
    let now = instant("2026-03-02T09:00:00Z");
    assert!(OpeningHours::Always.is_open(now) && !OpeningHours::Never.is_open(now));
    for hours in [OpeningHours::Always, OpeningHours::Never] {
        assert_eq!(hours.next_change(now), None);
    }
    assert_eq!(OpeningHours::Always.opens_at(now), Some(now));
    assert_eq!(OpeningHours::Never.opens_at(now), None);
}

#[test]
fn a_week_by_the_clock_of_its_place() {
    let rome = || office("Europe/Rome");
    // A Monday in winter: Rome is an hour ahead of UTC.
    check(
        rome(),
        "2026-03-02T07:59:59Z",
        false,
        Some("2026-03-02T08:00:00Z"),
    );
    check(
        rome(),
        "2026-03-02T08:00:00Z",
        true,
        Some("2026-03-02T12:00:00Z"),
    );
    check(
        rome(),
        "2026-03-02T11:59:59.999Z",
        true,
        Some("2026-03-02T12:00:00Z"),
    );
    check(
        rome(),
        "2026-03-02T12:00:00Z",
        false,
        Some("2026-03-02T13:00:00Z"),
    );
    // From Saturday noon to Monday morning, over the change to summer time.
    check(
        rome(),
        "2026-03-28T12:00:00Z",
        false,
        Some("2026-03-30T07:00:00Z"),
    );
    // The same instant elsewhere.
    let new_york = office("America/New_York");
    check(
        new_york,
        "2026-03-02T13:59:59Z",
        false,
        Some("2026-03-02T14:00:00Z"),
    );
    let lower_case = office("europe/rome");
    check(
        lower_case,
        "2026-03-02T08:00:00Z",
        true,
        Some("2026-03-02T12:00:00Z"),
    );
}

#[test]
fn a_night_is_two_intervals() {
    let nights = daily("Europe/Rome", &["00:00-02:00", "22:00-24:00"]);
    check(
        nights,
        "2026-03-02T22:30:00Z",
        true,
        Some("2026-03-03T01:00:00Z"),
    );
    let round_the_clock = daily("Europe/Rome", &["00:00-24:00"]);
    check(round_the_clock, "2026-03-29T00:30:00Z", true, None);
    check(
        daily("Europe/Rome", &[]),
        "2026-03-29T00:30:00Z",
        false,
        None,
    );
    let in_pieces = daily("Europe/Rome", &["12:00-24:00", "00:00-12:00"]);
    check(in_pieces, "2026-03-02T10:30:00Z", true, None);
}

#[test]
fn exceptions_hold_instead_of_the_week() {
    let mut rome = office("Europe/Rome");
    rome.exceptions.insert(date("2026-03-03"), Vec::new());
    rome.exceptions
        .insert(date("2026-03-08"), intervals(&["10:00-11:00"]));
    // Closed on that Tuesday, so from Monday evening to Wednesday morning.
    check(
        rome.clone(),
        "2026-03-02T17:00:00Z",
        false,
        Some("2026-03-04T08:00:00Z"),
    );
    // Open for an hour on that Sunday.
    check(
        rome.clone(),
        "2026-03-07T12:00:00Z",
        false,
        Some("2026-03-08T09:00:00Z"),
    );
    check(
        rome.clone(),
        "2026-03-08T09:30:00Z",
        true,
        Some("2026-03-08T10:00:00Z"),
    );
    // A quarter without a day of work.
    let days = date("2026-04-01").series(jiff::ToSpan::days(1)).take(91);
    rome.exceptions.extend(days.map(|day| (day, Vec::new())));
    check(
        rome,
        "2026-03-31T16:00:00Z",
        false,
        Some("2026-07-01T07:00:00Z"),
    );
    let mut once = daily("Europe/Rome", &[]);
    once.exceptions
        .insert(date("2031-01-01"), intervals(&["10:00-11:00"]));
    check(
        once,
        "2026-03-02T17:00:00Z",
        false,
        Some("2031-01-01T09:00:00Z"),
    );
}

#[test]
fn the_hour_that_is_left_out_does_not_happen() {
    // On 29 March 2026 clocks in Rome go from 02:00 to 03:00, at 01:00 UTC.
    let within = daily("Europe/Rome", &["02:15-02:45"]);
    check(
        within,
        "2026-03-28T23:30:00Z",
        false,
        Some("2026-03-30T00:15:00Z"),
    );
    let across = daily("Europe/Rome", &["01:30-02:30"]);
    check(
        across,
        "2026-03-29T00:30:00Z",
        true,
        Some("2026-03-29T01:00:00Z"),
    );
    let into = daily("Europe/Rome", &["02:30-03:30"]);
    check(
        into,
        "2026-03-29T00:59:59Z",
        false,
        Some("2026-03-29T01:00:00Z"),
    );
}

#[test]
fn the_hour_that_comes_twice_happens_twice() {
    // On 25 October 2026 clocks in Rome go from 03:00 back to 02:00, at 01:00 UTC.
    let within = || daily("Europe/Rome", &["02:15-02:45"]);
    check(
        within(),
        "2026-10-25T00:00:00Z",
        false,
        Some("2026-10-25T00:15:00Z"),
    );
    check(
        within(),
        "2026-10-25T00:20:00Z",
        true,
        Some("2026-10-25T00:45:00Z"),
    );
    check(
        within(),
        "2026-10-25T00:50:00Z",
        false,
        Some("2026-10-25T01:15:00Z"),
    );
    check(
        within(),
        "2026-10-25T01:15:00Z",
        true,
        Some("2026-10-25T01:45:00Z"),
    );
    let across = daily("Europe/Rome", &["01:00-02:30"]);
    check(
        across,
        "2026-10-25T00:30:00Z",
        false,
        Some("2026-10-25T01:00:00Z"),
    );
}

#[test]
fn the_wait_begins_when_the_queue_opens() {
    let wait = |hours, waiting, now| {
        let load = QueueLoad {
            waiting,
            serving: 0,
        };
        let queue = Menu {
            hours,
            ..menu(HUMAN, false)
        };
        queue.wait_minutes(load, instant(now))
    };
    let rome = || OpeningHours::from(office("Europe/Rome"));
    assert_eq!(wait(rome(), 2, "2026-03-02T08:00:00Z"), 10);
    assert_eq!(wait(rome(), 2, "2026-03-02T07:29:30Z"), 31 + 10);
    assert_eq!(wait(rome(), 0, "2026-03-02T12:00:00Z"), 60);
    assert_eq!(wait(OpeningHours::Never, 1, "2026-03-02T12:00:00Z"), 5);
}

/// Every fault of the hours of a menu.
fn faults(hours: WeeklyHours) -> Vec<String> {
    let queue = Menu {
        hours: OpeningHours::from(hours),
        ..menu(HUMAN, false)
    };
    let faults = Catalogue::new(Lang::En, vec![queue]).expect_err("faults").0;
    let text = |fault: MenuFault| match fault {
        MenuFault::Hours(fault) => fault.to_string(),
        other => panic!("not of the hours: {other}"),
    };
    faults.into_iter().map(|it| text(it.fault)).collect()
}

#[test]
fn every_fault_is_named() {
    let mut hours = office("Europe/Atlantis");
    hours.week[0] = intervals(&["09:00-09:00", "18:00-12:00"]);
    hours.week[1] = intervals(&["14:00-15:00", "09:00-18:00", "16:00-20:00", "20:00-21:00"]);
    hours.exceptions.insert(
        date("2026-12-24"),
        intervals(&["09:00-12:00", "11:00-13:00"]),
    );
    hours.week[6] = vec![interval("09:00-10:00"); 25];
    let night = "does not end after it begins: split a night at 24:00 into two days";
    assert_eq!(
        faults(hours),
        [
            "time zone `Europe/Atlantis` is not known: give an IANA name, as Europe/Rome"
                .to_owned(),
            format!("09:00-09:00 on monday {night}"),
            format!("18:00-12:00 on monday {night}"),
            "09:00-18:00 and 14:00-15:00 on tuesday overlap: join them into one".to_owned(),
            "09:00-18:00 and 16:00-20:00 on tuesday overlap: join them into one".to_owned(),
            "sunday has more than 24 intervals: give fewer".to_owned(),
            "09:00-12:00 and 11:00-13:00 on 2026-12-24 overlap: join them into one".to_owned(),
        ]
    );
    let mut many = office("Europe/Rome");
    let days = date("2026-01-01").series(jiff::ToSpan::days(1)).take(367);
    many.exceptions.extend(days.map(|day| (day, Vec::new())));
    assert_eq!(faults(many), [HoursFault::TooManyExceptions.to_string()]);
    for none in ["", "CEST/Somewhere", "../etc/passwd", "/etc/localtime"] {
        assert_eq!(faults(office(none)).len(), 1, "{none}");
    }
}

/// Zones with an hour, half an hour and nothing between summer and winter, in both halves of the year.
const ZONES: [&str; 8] = [
    "Europe/Rome",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "UTC",
];

/// The second account: a day as its 1,440 minutes, instants as minutes and an offset.
fn is_open_by_the_minute(hours: &WeeklyHours, at: Timestamp) -> bool {
    let zones = TimeZoneDatabase::bundled();
    let zone = zones.get(&hours.time_zone).expect("a zone");
    let local = at.as_second() + i64::from(zone.to_offset(at).seconds());
    let (day, minute) = (local.div_euclid(86_400), local.rem_euclid(86_400) / 60);
    let date = date("1970-01-01").saturating_add(jiff::ToSpan::days(day));
    // 1 January 1970 was a Thursday.
    let weekday = usize::try_from((day + 3).rem_euclid(7)).expect("a weekday");
    let today = hours.exceptions.get(&date).unwrap_or(&hours.week[weekday]);
    let mut minutes = [false; 1_440];
    for interval in today {
        let number = |time: LocalTime| {
            let text = time.to_string();
            let (hour, minute) = text.split_once(':').expect("HH:MM");
            hour.parse::<usize>().expect("hours") * 60 + minute.parse::<usize>().expect("minutes")
        };
        minutes[number(interval.from)..number(interval.to)].fill(true);
    }
    minutes[usize::try_from(minute).expect("a minute")]
}

/// Intervals of a day that do not overlap, some of them in the hours in which clocks change.
fn day() -> impl Strategy<Value = Vec<Interval>> {
    vec(select((0..=96_u16).collect::<Vec<_>>()), 0..6).prop_map(|mut edges| {
        edges.sort_unstable();
        edges.dedup();
        let time = |quarter: u16| LocalTime::new(quarter / 4, quarter % 4 * 15).expect("a time");
        let pairs = edges.chunks_exact(2);
        pairs
            .map(|pair| Interval {
                from: time(pair[0]),
                to: time(pair[1]),
            })
            .collect()
    })
}

fn weekly() -> impl Strategy<Value = WeeklyHours> {
    let exceptions = btree_map(0..40_i64, day(), 0..4);
    let week = proptest::array::uniform7(day());
    (select(ZONES.to_vec()), week, exceptions).prop_map(|(zone, week, exceptions)| WeeklyHours {
        time_zone: zone.to_owned(),
        week,
        exceptions: exceptions
            .into_iter()
            .map(|(day, intervals)| {
                let first = date("2026-03-20");
                (first.saturating_add(jiff::ToSpan::days(day)), intervals)
            })
            .collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Around the changes of the clocks in spring: nothing changes before the next change, and there it does.
    #[test]
    fn hours_change_exactly_at_the_next_change(hours in weekly(), minute in 0..30 * 1_440_i64, second in 0..60_i64) {
        let now = instant("2026-03-20T00:00:00Z") + SignedDuration::from_mins(minute) + SignedDuration::from_secs(second);
        let weekly = OpeningHours::from(hours.clone());
        Catalogue::new(Lang::En, vec![Menu { hours: weekly.clone(), ..menu(HUMAN, false) }]).expect("well formed");
        let open = is_open_by_the_minute(&hours, now);
        assert_eq!(weekly.is_open(now), open);
        let change = weekly.next_change(now);
        let looked_at = change.unwrap_or(now + SignedDuration::from_hours(24 * 10));
        let mut at = now;
        while at < looked_at {
            assert_eq!(is_open_by_the_minute(&hours, at), open, "{at}");
            assert_eq!(weekly.is_open(at), open, "{at}");
            // Edges lie on whole minutes everywhere.
            at += SignedDuration::from_mins(5);
        }
        if let Some(change) = change {
            assert_eq!(is_open_by_the_minute(&hours, change), !open, "{change}");
            let just_before = change - SignedDuration::from_nanos(1);
            assert_eq!(weekly.is_open(just_before.max(now)), open, "{change}");
        }
    }
}
