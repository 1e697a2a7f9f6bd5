//! `cargo xtask codegen [--check]`: writes the generated crates, or tells whether they are what a fresh run writes.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use openapi_axum::Settings;
use openapi_axum::files::{self, Files};
use openapi_axum::problem::Problem;
use openapi_axum::project::Projection;

use crate::report;
use crate::spec::{SPECS, Spec};

mod client;
mod docs;
mod summary;
mod tree;

pub use client::foreign_types;
pub use tree::compare;

/// Whether files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write what differs, remove orphans.
    Write,
    /// Write nothing.
    Check,
}

/// How a run ended, and its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 0: everything is what a fresh run writes.
    Clean,
    /// 1: a spec cannot be generated from; nothing was written.
    Broken,
    /// 4: the specs generate, and something differs.
    Stale,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Broken => ExitCode::from(1),
            Outcome::Stale => ExitCode::from(4),
        }
    }
}

/// Generates every spec and writes or compares.
#[must_use]
pub fn run(root: &Path, mode: Mode) -> Outcome {
    let files = match generate_all(root) {
        Ok(files) => files,
        Err(complaints) => {
            complaints.iter().for_each(report::line);
            report::line("nothing was written");
            return Outcome::Broken;
        }
    };
    let differences = compare(root, &files);
    if differences.is_empty() {
        report::line(format!("{} generated files are up to date", files.len()));
        return Outcome::Clean;
    }
    summary::of(root, &files).iter().for_each(report::line);
    match mode {
        Mode::Check => {
            differences
                .iter()
                .for_each(|it| report::line(files::describe(root, &files, it)));
            report::line("run `cargo xtask codegen` and commit what it writes");
            Outcome::Stale
        }
        Mode::Write => match files::apply(root, &files, &differences) {
            Ok(()) => {
                differences.iter().for_each(report::line);
                Outcome::Clean
            }
            Err(message) => {
                report::line(format!("error: {message}"));
                Outcome::Broken
            }
        },
    }
}

/// Every file of every spec, formatted.
///
/// # Errors
///
/// Everything that is wrong with any of the specs, a line each.
pub fn generate_all(root: &Path) -> Result<Files, Vec<String>> {
    let mut files = Files::new();
    let mut complaints = Vec::new();
    for spec in SPECS {
        match spec.read(root) {
            Err(message) => complaints.push(message),
            Ok(text) => match generate(spec, &text) {
                Ok(generated) => files.extend(generated),
                Err(mut found) => complaints.append(&mut found),
            },
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    files::format(&build_directory(root), &mut files).map_err(|error| vec![error.to_string()])?;
    Ok(files)
}

fn build_directory(root: &Path) -> PathBuf {
    let directory =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(directory)
}

/// The client of a lowered document, as it stands in a file.
pub(crate) fn client(projection: &Projection) -> Result<String, String> {
    client::generate(projection)
}

/// The files of one spec, not yet formatted.
fn generate(spec: &Spec, text: &str) -> Result<Files, Vec<String>> {
    let located = |problems: Vec<Problem>| {
        problems
            .iter()
            .map(|it| locate(spec, it))
            .collect::<Vec<_>>()
    };
    let settings = Settings {
        trait_name: spec.trait_name.to_owned(),
        types_crate: spec.types_path(),
        header_source: spec.file(),
        header_command: "cargo xtask codegen".to_owned(),
        derived_schemas: true,
        ..Settings::default()
    };
    let mut files = Files::new();
    for (path, contents) in openapi_axum::generate(text, &settings).map_err(located)? {
        let (role, path) = path.split_once('/').unwrap_or(("types", &path));
        files.insert(
            format!("{}/src/{path}", spec.crate_directory(role)),
            contents,
        );
    }
    let projection = openapi_axum::project::project(text, &spec.types_path()).map_err(located)?;
    let client = client::generate(&projection)
        .map_err(|message| vec![format!("{}: {message}", spec.file())])?;
    files.insert(
        format!("{}/src/generated/client.rs", spec.crate_directory("client")),
        format!("{}\n\n{client}", spec.mark()),
    );
    Ok(files)
}

/// A problem as a line that an editor can jump to: `file:line: pointer: sentence`.
#[must_use]
pub fn locate(spec: &Spec, problem: &Problem) -> String {
    let pointer = if problem.pointer.is_empty() {
        "/"
    } else {
        &problem.pointer
    };
    format!(
        "{}:{}: {pointer}: {} ({})",
        spec.file(),
        problem.line,
        problem.message,
        problem.rule
    )
}
