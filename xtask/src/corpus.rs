//! `cargo xtask corpus DIR`: the generator on documents of others, each generated from and compiled, or refused with a place.
//!
//! Whether a document is one is not for us to say: openapi-spec-validator decides which are invalid, and those count for
//! nothing. Every document goes through the generator in a process of its own, what comes out of the valid ones goes to the
//! compiler in few crates. The table goes to the terminal and to `docs/corpus.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::report;
use crate::scratch::Scratch;

mod clients;
mod compile;
mod documents;
mod generate;
pub mod one;
pub mod outcome;
mod page;
mod validity;

use compile::Module;
use generate::Made;
use one::Order;
use outcome::{Judged, Outcome, Reason};

/// The documents that the generator's own tests have, from the root of the repository.
const OWN: &str = "crates/openapi-axum/tests/corpus";
/// The environment variable that gives continuous integration a directory of documents.
const VARIABLE: &str = "OPENAPI_CORPUS";
/// The share of the valid documents that must compile.
const SHARE: f64 = 0.95;

/// Which documents, and where the results go.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory of the documents.
    pub directory: PathBuf,
    /// Where the results go as JSON, beside the table.
    pub json: Option<PathBuf>,
    /// Leave `docs/corpus.md` as it is.
    pub keep_page: bool,
    /// Also ask progenitor for a client of each document that compiles.
    pub clients: bool,
}

/// Judges every document of a directory, prints the table and writes the page.
///
/// # Errors
///
/// What could not be run, or which of the documents came out wrong: a panic, an endless run, code that does not compile, or
/// too many refusals.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let (judged, warnings) = judge(root, &options.directory, Validity::Asked)?;
    page::table(&judged).iter().for_each(report::line);
    report::line(format!("{warnings} warnings of the compiler"));
    report_reasons(judged.iter().filter(|it| it.outcome != Outcome::Invalid));
    if options.clients {
        let (asked, refused) = clients::all(&options.directory, &judged);
        for document in &refused {
            report::line(format!("no client: {}: {}", document.path, document.reason));
        }
        let taken = asked - refused.len();
        report::line(format!("progenitor takes {taken} of {asked} documents"));
    }
    if !options.keep_page {
        crate::scratch::write(&root.join("docs/corpus.md"), &page::page(&judged))?;
    }
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&judged).map_err(|error| error.to_string())?;
        crate::scratch::write(file, &format!("{text}\n"))?;
    }
    verdict(&judged)
}

fn report_reasons<'a>(judged: impl Iterator<Item = &'a Judged>) {
    for document in judged {
        if let Some(reason) = &document.reason {
            let title = document.outcome.title();
            report::line(format!("{title}: {}: {reason}", document.path));
        }
    }
}

/// The generator on the documents of its own tests, which are all valid: each must generate and compile.
///
/// # Errors
///
/// What could not be run, or which of the documents came out wrong.
pub fn run_own(root: &Path) -> Result<(), String> {
    let (judged, _) = judge(root, &root.join(OWN), Validity::Assumed)?;
    let wrong = |it: &&Judged| it.outcome != Outcome::Compiled;
    let wrong: Vec<&Judged> = judged.iter().filter(wrong).collect();
    report_reasons(wrong.iter().copied());
    if wrong.is_empty() {
        report::line(format!("{} documents generate and compile", judged.len()));
        Ok(())
    } else {
        Err(format!("{} documents of {OWN} came out wrong", wrong.len()))
    }
}

/// The generator on the documents that continuous integration was given; without any there is nothing to do.
///
/// # Errors
///
/// As for [`run`].
pub fn run_given(root: &Path) -> Result<(), String> {
    let Some(directory) = given() else {
        report::line(format!(
            "skipped: {VARIABLE} names no directory of documents"
        ));
        return Ok(());
    };
    let options = Options {
        directory,
        json: None,
        keep_page: true,
        clients: true,
    };
    run(root, &options)
}

/// The directory of documents that continuous integration was given.
#[must_use]
pub fn given() -> Option<PathBuf> {
    let directory = PathBuf::from(std::env::var_os(VARIABLE)?);
    directory.is_dir().then_some(directory)
}

/// The folders of suites of JSON Schema beside the documents that continuous integration was given.
#[must_use]
pub fn given_suites() -> Vec<PathBuf> {
    let folders = given().and_then(|directory| std::fs::read_dir(directory).ok());
    let folders = folders.into_iter().flatten().flatten();
    let mut suites: Vec<PathBuf> = folders
        .filter(|entry| documents::is_suite(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    suites.sort();
    suites
}

/// Who says which documents are invalid.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Validity {
    /// The validator of PyPI.
    Asked,
    /// Nobody: all of them are valid.
    Assumed,
}

/// What became of every document of a directory, in the order of their paths, and how many warnings the compiler gave.
fn judge(
    root: &Path,
    directory: &Path,
    validity: Validity,
) -> Result<(Vec<Judged>, usize), String> {
    let directory = std::path::absolute(directory)
        .map_err(|error| format!("{}: {error}", directory.display()))?;
    let paths = documents::list(&directory)?;
    let verdicts = match validity {
        Validity::Asked => validity::verdicts(&directory, &paths)?,
        Validity::Assumed => BTreeMap::new(),
    };
    let scratch = Scratch::new(root, "corpus")?;
    let orders = orders(&directory, &scratch, &paths);
    report::line(format!("generating from {} documents", paths.len()));
    let made = generate::all(&orders);
    let mut judged = Vec::new();
    let mut modules = Vec::new();
    for ((path, order), made) in paths.iter().zip(&orders).zip(made) {
        let verdict = verdicts.get(path);
        let invalid = verdict.and_then(|it| it.error.clone());
        let (outcome, reason) = match (invalid, made) {
            (_, Made::Nothing(outcome, reason)) if outcome.is_fault() => (outcome, Some(reason)),
            (Some(error), _) => (Outcome::Invalid, Some(Reason::new(error))),
            (None, Made::Nothing(outcome, reason)) => (outcome, Some(reason)),
            (None, Made::Code { lines }) => {
                let name = name_of(order);
                modules.push(Module { name, lines });
                (Outcome::Compiled, None)
            }
        };
        judged.push(Judged {
            path: path.clone(),
            version: verdict.and_then(|it| it.version.clone()),
            outcome,
            reason,
        });
    }
    let compiled = compile::all(&scratch, modules)?;
    for (document, order) in judged.iter_mut().zip(&orders) {
        if let Some(reason) = compiled.failures.get(&name_of(order)) {
            document.outcome = Outcome::NotCompiling;
            document.reason = Some(reason.clone());
        }
    }
    Ok((judged, compiled.warnings))
}

/// The documents of a directory, relative to it.
///
/// # Errors
///
/// What cannot be read, or that there is no document.
pub(crate) fn documents(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let paths = documents::list(directory)?;
    Ok(paths.into_iter().map(PathBuf::from).collect())
}

fn orders(directory: &Path, scratch: &Scratch, paths: &[String]) -> Vec<Order> {
    let order = |(index, path): (usize, &String)| {
        let name = format!("d{index:04}");
        Order {
            file: directory.join(path),
            name: path.clone(),
            out: compile::directory(scratch).join(&name),
            module: format!("crate::{name}"),
        }
    };
    paths.iter().enumerate().map(order).collect()
}

fn name_of(order: &Order) -> String {
    order.module.trim_start_matches("crate::").to_owned()
}

/// Whether that is good enough.
fn verdict(judged: &[Judged]) -> Result<(), String> {
    let count = |outcome| judged.iter().filter(|it| it.outcome == outcome).count();
    let valid = judged.len() - count(Outcome::Invalid);
    let compiled = count(Outcome::Compiled);
    let faults = judged.iter().filter(|it| it.outcome.is_fault()).count();
    let mut complaints = Vec::new();
    if faults > 0 {
        complaints.push(format!(
            "{faults} documents made the generator fail or gave code that does not compile"
        ));
    }
    if (compiled as f64) < SHARE * valid as f64 {
        complaints.push(format!(
            "{compiled} of {valid} valid documents generate and compile, fewer than {:.0} %",
            SHARE * 100.0
        ));
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::outcome::{Judged, Outcome};
    use super::verdict;

    fn documents(outcomes: &[(Outcome, usize)]) -> Vec<Judged> {
        let judged = |outcome| Judged {
            path: "a/b.yaml".to_owned(),
            version: Some("3.0.3".to_owned()),
            outcome,
            reason: None,
        };
        let many = |(outcome, count): &(Outcome, usize)| vec![judged(*outcome); *count];
        outcomes.iter().flat_map(many).collect()
    }

    #[test]
    fn a_twentieth_of_the_valid_documents_may_be_refused() {
        let enough = [
            (Outcome::Compiled, 19),
            (Outcome::Refused, 1),
            (Outcome::Invalid, 9),
        ];
        assert_eq!(verdict(&documents(&enough)), Ok(()));
        let too_few = [(Outcome::Compiled, 18), (Outcome::Refused, 1)];
        assert!(verdict(&documents(&too_few)).is_err());
    }

    #[test]
    fn nothing_may_fail() {
        for outcome in [Outcome::Panicked, Outcome::TimedOut, Outcome::NotCompiling] {
            let documents = documents(&[(Outcome::Compiled, 99), (outcome, 1)]);
            assert!(verdict(&documents).is_err(), "{outcome:?}");
        }
    }
}
