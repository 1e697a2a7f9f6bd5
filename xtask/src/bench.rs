//! `cargo xtask bench`: how fast the platform is, as ratios of two ways that ran in turn on the same machine.
//!
//! A ratio below its mark is a finding, not a failure: what is measured depends on the machine, so nothing here is a test.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::codegen::{self, Mode, Outcome};
use crate::{report, tool};

mod quiet;
mod ratio;
mod table;

/// How to measure.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the results go as JSON, beside the table.
    pub json: Option<PathBuf>,
    /// A few short rounds of a build for development: shows that everything runs; the figures mean nothing.
    pub quick: bool,
    /// One group of comparisons: `router`, `http` or `client`; all of them when absent.
    pub only: Option<String>,
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

/// Runs every comparison and prints what came out.
///
/// # Errors
///
/// What could not be built, run or written; never a ratio that misses its mark.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
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
    if options.quick {
        report::line("quick run of a build for development: the figures mean nothing");
    }
    if noise.is_empty() {
        report::line("the machine was quiet");
    }
    for reason in &noise {
        report::line(format!("the machine was not quiet: {reason}"));
    }
    for (comparison, ratio) in measured.comparisons.iter().zip(&judged) {
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
    let Some(file) = &options.json else {
        return Ok(());
    };
    let results = json!({
        "quick": options.quick,
        "codegen_check_seconds": codegen.as_secs_f64(),
        "machine": measured.machine.to_json(),
        "not_quiet": noise,
        "comparisons": rows(&measured.comparisons, &judged),
    });
    std::fs::write(file, format!("{results:#}\n"))
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
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
