//! ISO 8601 durations.

/// Whether a text is a duration as appendix A of RFC 3339 writes it: weeks, or dates and times in falling units.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    let weeks = time.is_none() && units(date, b"W") == Some(1);
    let dated = units(date, b"YMD");
    let timed = match time {
        None => dated.is_some_and(|count| count > 0),
        Some(time) => units(time, b"HMS").is_some_and(|count| count > 0),
    };
    weeks || (dated.is_some() && timed)
}

/// How many numbers with a unit there are, each unit after the one before it.
fn units(mut text: &str, mut order: &[u8]) -> Option<usize> {
    let mut count = 0;
    while !text.is_empty() {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let unit = *text.as_bytes().get(digits)?;
        let place = order.iter().position(|&known| known == unit)?;
        if digits == 0 {
            return None;
        }
        order = &order[place + 1..];
        text = &text[digits + 1..];
        count += 1;
    }
    Some(count)
}
