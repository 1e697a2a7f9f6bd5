//! What the hooks counted: calls and answers of each operation.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// Fewest generated requests of one operation.
const EXAMPLES: u64 = 100;

/// Counts by `operationId`, as `conformance/common/tally.py` writes them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Tally(BTreeMap<String, Counts>);

#[derive(Debug, Default, Deserialize)]
struct Counts {
    phases: BTreeMap<String, u64>,
    statuses: BTreeMap<u16, u64>,
}

impl Counts {
    fn calls(&self) -> u64 {
        self.phases.values().sum()
    }

    fn answers(&self, class: u16) -> u64 {
        let of_class = |status: u16| status / 100 == class;
        self.statuses
            .iter()
            .filter(|(status, _)| of_class(**status))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Tally {
    /// Reads the file that a run has left.
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("nothing was counted: {shown}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{shown}: {error}"))
    }

    /// A line for each operation: calls, successes, refusals.
    pub(super) fn table(&self, operations: &[String]) -> Vec<String> {
        let none = Counts::default();
        let head = format!("{:>6} {:>6} {:>6}  operation", "calls", "2xx", "4xx");
        let row = |name: &String| {
            let counts = self.0.get(name).unwrap_or(&none);
            format!(
                "{:>6} {:>6} {:>6}  {name}",
                counts.calls(),
                counts.answers(2),
                counts.answers(4)
            )
        };
        std::iter::once(head)
            .chain(operations.iter().map(row))
            .collect()
    }

    /// What a passing run does not have, a sentence each.
    pub(super) fn faults(&self, operations: &[String]) -> Vec<String> {
        let none = Counts::default();
        let mut faults = Vec::new();
        for name in operations {
            let counts = self.0.get(name).unwrap_or(&none);
            let throttled = counts.statuses.get(&429).copied().unwrap_or(0);
            let failed = counts.answers(5);
            let fuzzed = counts.phases.get("fuzzing").copied().unwrap_or(0);
            let wrong = [
                (counts.answers(2) == 0, "never succeeded".to_owned()),
                (
                    fuzzed < EXAMPLES,
                    format!("had {fuzzed} generated requests of {EXAMPLES}"),
                ),
                (throttled > 0, format!("answered 429 {throttled} times")),
                (failed > 0, format!("answered 5xx {failed} times")),
            ];
            let wrong = wrong.into_iter().filter(|(is, _)| *is);
            faults.extend(wrong.map(|(_, what)| format!("{name} {what}")));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn faults(tally: &str) -> Vec<String> {
        let tally: Tally = serde_json::from_str(tally).expect("a tally");
        tally.faults(&["get_chat".to_owned()])
    }

    #[test]
    fn an_operation_that_was_called_and_succeeded_is_fine() {
        let tally = r#"{"get_chat": {"phases": {"examples": 2, "fuzzing": 100}, "statuses": {"200": 1, "404": 101}}}"#;
        assert_eq!(faults(tally), [""; 0]);
    }

    #[test]
    fn an_operation_that_is_missing_is_a_fault() {
        assert_eq!(
            faults("{}"),
            [
                "get_chat never succeeded",
                "get_chat had 0 generated requests of 100"
            ]
        );
    }

    #[test]
    fn failures_and_throttling_are_faults() {
        let tally = r#"{"get_chat": {"phases": {"fuzzing": 100}, "statuses": {"200": 90, "429": 7, "501": 3}}}"#;
        assert_eq!(
            faults(tally),
            [
                "get_chat answered 429 7 times",
                "get_chat answered 5xx 3 times"
            ]
        );
    }
}
