//! What came of each file.

use std::collections::BTreeMap;

/// Counts by file.
#[derive(Debug, Default)]
pub(super) struct Tally {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Default)]
struct File {
    groups: usize,
    tests: usize,
    agreeing: usize,
    /// Groups that OpenAPI 3.0 cannot express, by the reason.
    inexpressible: BTreeMap<String, usize>,
}

impl Tally {
    pub(super) fn inexpressible(&mut self, file: &str, reason: String) {
        let file = self.files.entry(file.to_owned()).or_default();
        *file.inexpressible.entry(reason).or_default() += 1;
    }

    pub(super) fn tested(&mut self, file: &str) {
        self.files.entry(file.to_owned()).or_default().groups += 1;
    }

    pub(super) fn test(&mut self, file: &str, agrees: bool) {
        let file = self.files.entry(file.to_owned()).or_default();
        file.tests += 1;
        file.agreeing += usize::from(agrees);
    }

    /// The table, a line each.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            "| file | groups | tests | as the suite says | not expressible in OpenAPI 3.0 |"
                .to_owned(),
            "|---|---|---|---|---|".to_owned(),
        ];
        let (mut groups, mut tests, mut agreeing, mut others) = (0, 0, 0, 0);
        for (name, file) in &self.files {
            let reasons: Vec<String> = file
                .inexpressible
                .iter()
                .map(|(reason, count)| format!("{count} ({reason})"))
                .collect();
            lines.push(format!(
                "| {name} | {} | {} | {} | {} |",
                file.groups,
                file.tests,
                file.agreeing,
                reasons.join(", ")
            ));
            groups += file.groups;
            tests += file.tests;
            agreeing += file.agreeing;
            others += file.inexpressible.values().sum::<usize>();
        }
        lines.push(format!(
            "| **all** | {groups} | {tests} | {agreeing} | {others} |"
        ));
        lines
    }
}
