//! A difference in words, with the first lines that differ.

use std::path::Path;

use similar::TextDiff;

use super::{Difference, Files};

/// Most lines of a file's difference that are shown.
const SHOWN: usize = 12;

/// What is wrong with one file, in a few lines.
pub fn describe(root: &Path, files: &Files, difference: &Difference) -> String {
    match difference {
        Difference::Missing(path) => format!("missing: {path}"),
        Difference::Orphan(path) => {
            format!("orphan: {path} is marked as generated, and nothing generates it")
        }
        Difference::Stale(path) => {
            let found = std::fs::read_to_string(root.join(path)).unwrap_or_default();
            let fresh = files.get(path).map_or("", String::as_str);
            format!("stale: {path}\n{}", short(&found, fresh))
        }
    }
}

fn short(found: &str, fresh: &str) -> String {
    let difference = TextDiff::from_lines(found, fresh);
    let unified = difference.unified_diff().context_radius(1).to_string();
    let mut lines: Vec<String> = unified
        .lines()
        .take(SHOWN)
        .map(|line| format!("    {line}"))
        .collect();
    let all = unified.lines().count();
    if all > SHOWN {
        lines.push(format!("    … and {} more lines", all - SHOWN));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_difference_is_cut() {
        let fresh: String = (0..40).map(|it| format!("{it}\n")).collect();
        let text = short("", &fresh);
        assert_eq!(text.lines().count(), 13);
        assert!(text.ends_with("… and 29 more lines"), "{text}");
    }
}
