//! How fast the generator is and what its output costs: figures with a mark each, not ratios of alternating rounds.
//!
//! The documents are the project's spec as often as it takes, each copy under numbered paths and with numbered components.
//! The generator runs in a process per document, built for release.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Options, ratio};
use crate::scratch::{build_directory, write};
use crate::spec::SPECS;
use crate::{report, tool};

mod documents;

/// How many bytes the large document has at least.
const LARGE: usize = 3_000_000;
/// Numbers of operations that show how time and memory grow.
const OPERATIONS: [usize; 3] = [10, 100, 1_000];
/// Most seconds and MB for any document.
const SECONDS: f64 = 5.0;
const MEGABYTES: f64 = 500.0;
/// Most seconds for the project's spec.
const OWN_SECONDS: f64 = 0.2;
/// Most time for a tenfold document, in times of the single one: linear, and a little for what lies in caches.
const GROWTH: f64 = 13.0;
/// Most time that checking the server may take, in times of checking the client.
const CHECK_RATIO: f64 = 1.5;
/// Most nanoseconds for the check of a message.
const VALIDATION: f64 = 1_000.0;
/// How often each figure is taken; the median counts.
const ROUNDS: usize = 5;

/// A figure and the mark that it should not exceed.
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    mark: Option<f64>,
}

impl Figure {
    fn is_missed(&self) -> bool {
        self.mark.is_some_and(|mark| self.value > mark)
    }

    fn line(&self) -> String {
        let mark = match self.mark {
            Some(mark) => format!("at most {mark}"),
            None => String::new(),
        };
        let missed = if self.is_missed() { "  MISSED" } else { "" };
        format!(
            "  {:<52} {:>10.3} {:<3} {mark}{missed}",
            self.name, self.value, self.unit
        )
        .trim_end()
        .to_owned()
    }
}

/// What one process measured.
#[derive(Deserialize)]
struct Measured {
    seconds: f64,
    peak_kib: Option<f64>,
    refused: Option<String>,
}

/// Measures everything, prints it and returns it as JSON.
///
/// # Errors
///
/// What could not be built or run; never a figure that misses its mark.
pub(super) fn run(root: &Path, options: &Options) -> Result<Value, String> {
    let bench = Bench {
        root,
        quick: options.quick,
    };
    let mut figures = bench.documents(options.documents.as_deref())?;
    figures.push(bench.checks()?);
    figures.push(bench.validation()?);
    report::line("the generator and its output");
    figures.iter().map(Figure::line).for_each(report::line);
    let row = |it: &Figure| json!({ "name": it.name, "value": it.value, "unit": it.unit, "mark": it.mark, "met": !it.is_missed() });
    Ok(figures.iter().map(row).collect())
}

/// Where and how thoroughly to measure.
struct Bench<'a> {
    root: &'a Path,
    quick: bool,
}

impl Measured {
    fn figures(&self, name: &str, seconds: f64) -> Vec<Figure> {
        let refused = if self.refused.is_some() {
            " (refused)"
        } else {
            ""
        };
        let mut figures = vec![Figure {
            name: format!("{name}{refused}"),
            value: self.seconds,
            unit: "s",
            mark: Some(seconds),
        }];
        figures.extend(self.peak_kib.map(|peak| Figure {
            name: format!("{name}, memory"),
            value: peak / 1_000.0,
            unit: "MB",
            mark: Some(MEGABYTES),
        }));
        figures
    }
}

impl Bench<'_> {
    fn rounds(&self) -> usize {
        if self.quick { 1 } else { ROUNDS }
    }

    /// Time and memory of the generator.
    fn documents(&self, folder: Option<&Path>) -> Result<Vec<Figure>, String> {
        let spec = documents::Spec::read(self.root, &SPECS[0])?;
        let place = build_directory(self.root).join("bench-documents");
        let own = self.generate(&self.root.join(SPECS[0].file()))?;
        let mut figures = own.figures(&SPECS[0].file(), OWN_SECONDS);
        let mut grown = Vec::new();
        for count in OPERATIONS {
            let file = place.join(format!("{count}.json"));
            write(&file, &spec.with_operations(count))?;
            let measured = self.generate(&file)?;
            figures.extend(measured.figures(&format!("{count} operations"), SECONDS));
            grown.push(measured.seconds);
        }
        if let [_, hundred, thousand] = grown.as_slice() {
            figures.push(Figure {
                name: "time of 1000 operations by that of 100".to_owned(),
                value: thousand / hundred,
                unit: "×",
                mark: Some(GROWTH),
            });
        }
        let large = place.join("large.json");
        write(&large, &spec.with_bytes(LARGE))?;
        let measured = self.generate(&large)?;
        figures.extend(measured.figures("a document of 3 MB", SECONDS));
        if let Some(file) = folder.map(documents::largest).transpose()? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("the largest of the folder, {name}");
            figures.extend(self.generate(&file)?.figures(&name, SECONDS));
        }
        Ok(figures)
    }

    /// The median of some processes.
    fn generate(&self, file: &Path) -> Result<Measured, String> {
        let shown = file.display().to_string();
        let mut rounds = Vec::new();
        for _ in 0..self.rounds() {
            let said = self.bench("openapi-axum", "generate", &[&shown])?;
            let measured: Measured = serde_json::from_str(&said)
                .map_err(|error| format!("the benchmark said `{said}`: {error}"))?;
            rounds.push(measured);
        }
        rounds.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        Ok(rounds.swap_remove(rounds.len() / 2))
    }

    /// Runs a benchmark program of a package; what it prints.
    fn bench(&self, package: &str, name: &str, arguments: &[&str]) -> Result<String, String> {
        let words = ["bench", "--quiet", "--package", package, "--bench", name];
        let mut command = tool::cargo(self.root, &words);
        if self.quick {
            command.args(["--profile", "dev"]);
        }
        let output = command
            .arg("--")
            .args(arguments)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !output.status.success() {
            return Err(format!("the benchmark {name} of {package} failed"));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// How long the compiler looks at the server, by how long it looks at the client, with the types in place for both.
    fn checks(&self) -> Result<Figure, String> {
        let server = SPECS[0].crate_directory("server");
        let client = SPECS[0].crate_directory("client");
        self.check(&server)?;
        self.check(&client)?;
        let mut ratios = Vec::new();
        for _ in 0..self.rounds() {
            let of_server = self.check(&server)?.as_secs_f64();
            ratios.push(of_server / self.check(&client)?.as_secs_f64());
        }
        Ok(Figure {
            name: "`cargo check` of the server by that of the client".to_owned(),
            value: ratio::median(&ratios),
            unit: "×",
            mark: Some(CHECK_RATIO),
        })
    }

    /// How long `cargo check` takes for a package whose code is new.
    fn check(&self, directory: &str) -> Result<Duration, String> {
        touch(&self.root.join(directory).join("src/lib.rs"))?;
        let name = directory.rsplit('/').next().unwrap_or(directory);
        let mut command = tool::cargo(self.root, &["check", "--quiet", "--package", name]);
        let begin = now();
        tool::run(command.env("CARGO_INCREMENTAL", "0"))?;
        Ok(begin.elapsed())
    }

    /// How long the check of a message takes.
    fn validation(&self) -> Result<Figure, String> {
        let said = self.bench(&format!("{}-types", SPECS[0].name), "validate", &[])?;
        let measured: Value = serde_json::from_str(&said)
            .map_err(|error| format!("the benchmark said `{said}`: {error}"))?;
        Ok(Figure {
            name: "validation of a message".to_owned(),
            value: measured["nanoseconds"].as_f64().unwrap_or(f64::NAN),
            unit: "ns",
            mark: Some(VALIDATION),
        })
    }
}

/// Makes cargo believe that a file has changed.
#[expect(
    clippy::disallowed_methods,
    reason = "cargo compares with the real clock"
)]
fn touch(file: &Path) -> Result<(), String> {
    let touched = std::fs::File::options()
        .append(true)
        .open(file)
        .and_then(|file| file.set_modified(SystemTime::now()));
    touched.map_err(|error| format!("{} cannot be touched: {error}", file.display()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock"
)]
fn now() -> Instant {
    Instant::now()
}
