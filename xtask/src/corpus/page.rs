//! The table for the terminal, and the page `docs/corpus.md`: no times and no places of a machine, so that the same documents
//! give the same page.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::outcome::{Judged, Outcome};

/// One row: what it counts, and the documents by outcome.
struct Row {
    title: String,
    counts: [usize; Outcome::ALL.len()],
}

impl Row {
    fn of<'a>(title: &str, documents: impl Iterator<Item = &'a Judged>) -> Self {
        let mut counts = [0; Outcome::ALL.len()];
        for document in documents {
            for (count, outcome) in counts.iter_mut().zip(Outcome::ALL) {
                *count += usize::from(outcome == document.outcome);
            }
        }
        Self {
            title: title.to_owned(),
            counts,
        }
    }

    /// The title, how many are valid, the counts, and the share of the valid ones that compile.
    fn cells(&self) -> Vec<String> {
        let invalid = self.counts[Outcome::ALL.len() - 1];
        let valid = self.counts.iter().sum::<usize>() - invalid;
        let share = if valid == 0 {
            "–".to_owned()
        } else {
            format!("{:.1} %", 100.0 * self.counts[0] as f64 / valid as f64)
        };
        let mut cells = vec![self.title.clone(), valid.to_string()];
        cells.extend(self.counts.iter().map(usize::to_string));
        cells.push(share);
        cells
    }
}

/// Rows by folder, by version, and for everything.
fn rows(judged: &[Judged]) -> Vec<Row> {
    let mut folders: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    let mut versions: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for document in judged {
        let folder = format!("{}/", document.folder());
        folders.entry(folder).or_default().push(document);
        let version = format!("OpenAPI {}", document.dialect());
        versions.entry(version).or_default().push(document);
    }
    let groups = folders.into_iter().chain(versions);
    let mut rows: Vec<Row> = groups
        .map(|(title, documents)| Row::of(&title, documents.into_iter()))
        .collect();
    rows.push(Row::of("all", judged.iter()));
    rows
}

fn headings() -> Vec<String> {
    let mut headings = vec![String::new(), "valid".to_owned()];
    headings.extend(Outcome::ALL.map(|outcome| outcome.title().to_owned()));
    headings.push("share".to_owned());
    headings
}

/// The table as lines for a terminal.
pub(super) fn table(judged: &[Judged]) -> Vec<String> {
    let mut lines = vec![headings()];
    lines.extend(rows(judged).iter().map(Row::cells));
    let line = |cells: Vec<String>| {
        let mut text = format!("{:<16}", cells.first().map_or("", String::as_str));
        for cell in cells.iter().skip(1) {
            let _ = write!(text, " {cell:>13}");
        }
        text.trim_end().to_owned()
    };
    lines.into_iter().map(line).collect()
}

/// What the page says before the table.
const HEAD: &str = "# Documents of others

What the generator makes of documents that other people wrote, by `cargo xtask corpus DIR`, which writes this page.

- *valid*: what openapi-spec-validator accepts; *invalid* is everything else, fragments and other formats included.
- *compiled*: types, server trait and router were generated, and the compiler accepts them.
- *refused*: the generator said no, with the place and a sentence. Nothing is guessed and nothing is left out.

";

/// The page.
pub(super) fn page(judged: &[Judged]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(&markdown_row(&headings()));
    let columns = headings().len();
    let _ = writeln!(text, "|---|{}", "---:|".repeat(columns - 1));
    for row in rows(judged) {
        text.push_str(&markdown_row(&row.cells()));
    }
    for outcome in Outcome::ALL {
        let documents: Vec<&Judged> = judged.iter().filter(|it| it.outcome == outcome).collect();
        if outcome != Outcome::Compiled && !documents.is_empty() {
            text.push_str(&section(outcome, &documents));
        }
    }
    text
}

/// Every reason with the documents and places that it was met at.
fn section(outcome: Outcome, documents: &[&Judged]) -> String {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for document in documents {
        let message = document.reason.as_ref().map_or("", |it| &it.message);
        let place = document.reason.as_ref().and_then(|it| it.place.as_deref());
        let place = place
            .map(|it| format!(" at {}", code(it)))
            .unwrap_or_default();
        let found = format!("{}{place}", code(&document.path));
        reasons.entry(plain(message)).or_default().push(found);
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, found)| std::cmp::Reverse(found.len()));
    let title = outcome.title();
    let mut text = format!("\n## {}{}\n\n", title[..1].to_uppercase(), &title[1..]);
    for (reason, found) in reasons {
        let _ = writeln!(text, "- {reason}");
        for document in found {
            let _ = writeln!(text, "  - {document}");
        }
    }
    text
}

fn markdown_row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | ").trim_start())
}

/// Text as inline code.
fn code(text: &str) -> String {
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

/// Words of a program, so that Markdown changes none of them.
fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if r"\`*_{}[]<>#|".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::outcome::{Judged, Outcome, Reason};
    use super::{page, table};

    fn documents() -> Vec<Judged> {
        let document = |path: &str, version: &str, outcome, reason: Option<(&str, &str)>| Judged {
            path: path.to_owned(),
            version: Some(version.to_owned()),
            outcome,
            reason: reason.map(|(place, message)| Reason {
                place: Some(place.to_owned()),
                message: message.to_owned(),
            }),
        };
        vec![
            document("a/x.yaml", "3.0.0", Outcome::Compiled, None),
            document(
                "a/y.yaml",
                "3.1.0",
                Outcome::Refused,
                Some(("/paths", "no *such* thing")),
            ),
            document(
                "b.json",
                "3.1.1",
                Outcome::Refused,
                Some(("/info", "no *such* thing")),
            ),
            document("c/z.yml", "2.0", Outcome::Invalid, None),
        ]
    }

    #[test]
    fn rows_are_folders_versions_and_everything() {
        let lines = table(&documents());
        let words: Vec<String> = lines
            .iter()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            words,
            [
                "valid compiled refused not compiling panicked timed out invalid share",
                "./ 1 0 1 0 0 0 0 0.0 %",
                "a/ 2 1 1 0 0 0 0 50.0 %",
                "c/ 0 0 0 0 0 0 1 –",
                "OpenAPI 2.0 0 0 0 0 0 0 1 –",
                "OpenAPI 3.0 1 1 0 0 0 0 0 100.0 %",
                "OpenAPI 3.1 2 0 2 0 0 0 0 0.0 %",
                "all 3 1 2 0 0 0 1 33.3 %",
            ]
        );
    }

    #[test]
    fn reasons_are_grouped() {
        let text = page(&documents());
        let expected = "\n## Refused\n\n- no \\*such\\* thing\n  - `a/y.yaml` at `/paths`\n  - `b.json` at `/info`\n";
        assert!(text.contains(expected), "{text}");
    }
}
