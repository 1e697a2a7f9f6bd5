//! `cargo xtask bench`: how fast the platform is, as ratios of two ways that ran in turn on the same machine, and how fast the
//! generator is, as figures.
//!
//! What misses its mark is a finding, not a failure: what is measured depends on the machine, so nothing here is a test.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::codegen::{self, Mode, Outcome};
use crate::{report, tool};

mod generator;
mod quiet;
mod ratio;
mod table;

/// The group that is no comparison.
const GENERATOR: &str = "generator";

/// How to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the results go as JSON, beside the table.
    pub json: Option<PathBuf>,
    /// A few short rounds of a build for development: shows that everything runs; the figures mean nothing.
    pub quick: bool,
    /// One group: `router`, `http` or `client`, which are comparisons, or `generator`; all of them when absent.
    pub only: Option<String>,
    /// A folder whose largest document is also given to the generator.
    pub documents: Option<PathBuf>,
}

/// What the benchmark program measured.
#[derive(Deserialize)]
struct Measured {
    machine: quiet::Machine,
    comparisons: Vec<Comparison>,
}

/// Two ways to do the same.
#[derive(Deserialize)]
struct Comparison {
    name: String,
    subject: Way,
    reference: Way,
    mark: f64,
}

/// One way, with a rate per round.
#[derive(Deserialize)]
struct Way {
    name: String,
    rates: Vec<f64>,
    server_cpu_us: Option<f64>,
}

/// Runs every group and prints what came out.
///
/// # Errors
///
/// What could not be built, run or written; never a figure that misses its mark.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let only = options.only.as_deref();
    let mut results = Map::new();
    results.insert("quick".to_owned(), json!(options.quick));
    if only != Some(GENERATOR) {
        results.extend(comparisons(root, options)?);
    }
    if only.is_none_or(|only| only == GENERATOR) {
        let figures = generator::run(root, options)?;
        results.insert(GENERATOR.to_owned(), figures);
    }
    if options.quick {
        report::line("quick run of a build for development: the figures mean nothing");
    }
    let Some(file) = &options.json else {
        return Ok(());
    };
    let results = Value::Object(results);
    std::fs::write(file, format!("{results:#}\n"))
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

/// Runs the comparisons, prints them and returns them as members of the results.
fn comparisons(root: &Path, options: &Options) -> Result<Map<String, Value>, String> {
    let codegen = time_codegen(root)?;
    let measured = measure(root, options)?;
    let judged: Vec<_> = measured.comparisons.iter().map(judge).collect();
    let noise = quiet::reasons(&measured.machine, &measured.comparisons);
    table::lines(&measured.comparisons, &judged)
        .iter()
        .for_each(report::line);
    report::line(format!(
        "codegen --check, this build: {:.2} s",
        codegen.as_secs_f64()
    ));
    if noise.is_empty() {
        report::line("the machine was quiet");
    }
    for reason in &noise {
        report::line(format!("the machine was not quiet: {reason}"));
    }
    findings(&measured.comparisons, &judged);
    let mut results = Map::new();
    let codegen = json!(codegen.as_secs_f64());
    results.insert("codegen_check_seconds".to_owned(), codegen);
    results.insert("machine".to_owned(), measured.machine.to_json());
    results.insert("not_quiet".to_owned(), json!(noise));
    let rows = rows(&measured.comparisons, &judged);
    results.insert("comparisons".to_owned(), rows.into());
    Ok(results)
}

fn findings(comparisons: &[Comparison], judged: &[ratio::Ratio]) {
    for (comparison, ratio) in comparisons.iter().zip(judged) {
        if ratio.median < comparison.mark {
            report::line(format!(
                "finding: {}: {} is {:.2} times {}, below the mark of {:.2}",
                comparison.name,
                comparison.subject.name,
                ratio.median,
                comparison.reference.name,
                comparison.mark
            ));
        }
    }
}

fn judge(comparison: &Comparison) -> ratio::Ratio {
    ratio::of(&comparison.subject.rates, &comparison.reference.rates)
}

fn rows(comparisons: &[Comparison], judged: &[ratio::Ratio]) -> Vec<Value> {
    let way = |way: &Way| {
        json!({
            "name": way.name,
            "rate": ratio::median(&way.rates),
            "rates": way.rates,
            "server_cpu_us": way.server_cpu_us,
        })
    };
    let row = |(comparison, ratio): (&Comparison, &ratio::Ratio)| {
        json!({
            "name": comparison.name,
            "subject": way(&comparison.subject),
            "reference": way(&comparison.reference),
            "ratio": ratio.median,
            "interval": { "low": ratio.low, "high": ratio.high, "coverage": ratio.coverage },
            "mark": comparison.mark,
            "met": ratio.median >= comparison.mark,
        })
    };
    comparisons.iter().zip(judged).map(row).collect()
}

/// How long a whole check of the generated crates takes.
fn time_codegen(root: &Path) -> Result<Duration, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement needs a real clock"
    )]
    let begin = Instant::now();
    match codegen::run(root, Mode::Check) {
        Outcome::Broken => Err("the specs cannot be generated from".to_owned()),
        Outcome::Clean | Outcome::Stale => Ok(begin.elapsed()),
    }
}

/// Builds the benchmark program with the server beside it, and runs it.
fn measure(root: &Path, options: &Options) -> Result<Measured, String> {
    let file = rates_file(root);
    let shown = file.display().to_string();
    let mut arguments = vec!["bench", "--package", "chatd", "--bench", "compare"];
    if options.quick {
        arguments.extend(["--profile", "dev", "--", "--quick"]);
    } else {
        arguments.push("--");
    }
    arguments.extend(["--report", &shown]);
    if let Some(only) = &options.only {
        arguments.extend(["--only", only]);
    }
    tool::run(&mut tool::cargo(root, &arguments))?;
    let text = std::fs::read_to_string(&file)
        .map_err(|error| format!("{shown} cannot be read: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{shown} is not a report: {error}"))
}

fn rates_file(root: &Path) -> PathBuf {
    let build =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(build).join("bench-rates.json")
}
