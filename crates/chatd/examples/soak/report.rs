//! The figures of a run, as lines for people and as JSON.

use serde_json::{Value, json};

use crate::Options;
use crate::check::Evidence;
use crate::ledger::{Ledger, Record};
use crate::process::Sample;

/// A line while the load lasts.
pub(crate) fn progress(second: u64, sample: Option<&Sample>, ledger: &Ledger) -> String {
    let record = ledger.record();
    let (memory, files) = sample.map_or((0, 0), |it| (it.resident_kib, it.descriptors));
    format!(
        "{second:>5} s  {:>6} chats  {:>7} calls  {:>7} events  {memory:>7} KiB  {files:>4} files",
        record.sent.len(),
        record.calls,
        record.events.len(),
    )
}

/// What was measured.
pub(crate) fn figures(
    options: &Options,
    record: &Record,
    evidence: &Evidence,
    faults: &[String],
) -> Value {
    let (memory, files) = (evidence.memory(), evidence.descriptors());
    let attempts = &record.attempts;
    let accepted_again: u64 = record
        .events
        .values()
        .map(|it| it.accepted.saturating_sub(1))
        .sum();
    let most = evidence.deliveries.iter().map(|it| it.attempts).max();
    json!({
        "seconds": options.seconds,
        "chats at once": options.chats,
        "chats": record.sent.len(),
        "calls of the API": record.calls,
        "messages taken": record.sent.values().map(|it| it.messages).sum::<u64>(),
        "messages told of the end user": record.told.values().map(|it| it.of_end_user).sum::<u64>(),
        "messages told": record.told.values().map(|it| it.seqs.len()).sum::<usize>(),
        "files attached": record.sent.values().map(|it| it.media).sum::<u64>(),
        "refusals": record.refusals,
        "answers of 500 or more": evidence.five_hundreds,
        "events listed by the desk": evidence.deliveries.len(),
        "events accepted by the receiver": record.events.values().filter(|it| it.accepted > 0).count(),
        "events accepted again": accepted_again,
        "attempts": attempts.all(),
        "attempts answered 500": attempts.refused,
        "attempts hung up on": attempts.hung_up,
        "attempts too slow": attempts.slow,
        "most attempts of an event": most,
        "memory, middle third, KiB": memory.middle.round(),
        "memory, last third, KiB": memory.last.round(),
        "memory, growth, percent": (memory.growth_percent() * 10.0).round() / 10.0,
        "files, middle third": files.middle.round(),
        "files, last third": files.last.round(),
        "faults": faults,
    })
}

/// The figures as a table.
pub(crate) fn lines(figures: &Value) -> Vec<String> {
    let members = figures.as_object().into_iter().flatten();
    let mut lines = Vec::new();
    for (name, value) in members {
        match value {
            Value::Array(_) => {}
            Value::Object(counts) => {
                lines.push(format!(
                    "{name:<34} {:>10}",
                    counts.values().filter_map(Value::as_u64).sum::<u64>()
                ));
                lines.extend(
                    counts
                        .iter()
                        .map(|(text, count)| format!("  {count:>6} {text}")),
                );
            }
            _ => lines.push(format!("{name:<34} {value:>10}")),
        }
    }
    lines
}
