//! The comparisons as a table for people.

use super::ratio::Ratio;
use super::{Comparison, Way, ratio};

/// A headline, and a line per comparison.
pub(super) fn lines(comparisons: &[Comparison], judged: &[Ratio]) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<38} {:>11} {:>11}  {:>6}  {:<20} {:>5}",
        "subject ÷ reference", "subject/s", "reference/s", "ratio", "interval", "mark"
    )];
    let mut heading = "";
    for (comparison, ratio) in comparisons.iter().zip(judged) {
        if heading != comparison.name {
            heading = &comparison.name;
            lines.push(heading.to_owned());
        }
        lines.push(line(comparison, ratio));
    }
    lines
}

fn line(comparison: &Comparison, ratio: &Ratio) -> String {
    let Comparison {
        subject, reference, ..
    } = comparison;
    let interval = format!(
        "{:.3}–{:.3} ({:.0} %)",
        ratio.low,
        ratio.high,
        ratio.coverage * 100.0
    );
    let verdict = if ratio.median < comparison.mark {
        "  MISSED"
    } else {
        ""
    };
    let text = format!(
        "  {:<36} {:>11.0} {:>11.0}  {:>6.3}  {interval:<20} {:>5.2}{verdict}",
        format!("{} ÷", subject.name),
        ratio::median(&subject.rates),
        ratio::median(&reference.rates),
        ratio.median,
        comparison.mark,
    );
    format!("{text}\n    {}{}", reference.name, cpu(subject, reference))
}

/// What the servers needed of a processor per request, where that is known.
fn cpu(subject: &Way, reference: &Way) -> String {
    match (subject.server_cpu_us, reference.server_cpu_us) {
        (Some(ours), Some(theirs)) => {
            format!("; processor time of the servers per request {ours:.1} µs, {theirs:.1} µs")
        }
        _ => String::new(),
    }
}
