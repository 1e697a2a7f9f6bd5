//! `cargo xtask VERB`: the only code that writes generated files, and what continuous integration runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::codegen::{self, Mode};
use xtask::{bench, ci, kill, lint_spec, schemathesis, spec, test};

/// The project's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write the generated crates from the specs.
    Codegen {
        /// Write nothing: exit 0 when everything is up to date, 4 when something is stale, 1 when a spec is broken.
        #[arg(long)]
        check: bool,
    },
    /// List what is wrong with the specs, and what a reader of them would stumble over.
    LintSpec,
    /// Run every test of the project.
    Test,
    /// Kill the platform under load, again and again, and look for what it lost.
    Kill {
        /// How often.
        #[arg(long, default_value_t = 200)]
        count: u32,
    },
    /// Run requests made from the spec, thousands of them, against a platform that runs.
    Schemathesis,
    /// Compare how fast things are with how fast they could be.
    Bench {
        /// Also write the results to FILE, as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// A few short rounds of a build for development: shows that everything runs.
        #[arg(long)]
        quick: bool,
        /// Only one group of comparisons.
        #[arg(long, value_parser = ["router", "http", "client"])]
        only: Option<String>,
    },
    /// Run everything that a change has to pass.
    Ci,
}

fn main() -> ExitCode {
    let root = spec::root();
    match Arguments::parse().verb {
        Verb::Codegen { check } => {
            let mode = if check { Mode::Check } else { Mode::Write };
            codegen::run(&root, mode).into()
        }
        Verb::LintSpec => exit(lint_spec::run(&root)),
        Verb::Test => exit(test::run(&root)),
        Verb::Kill { count } => exit(kill::run(&root, count)),
        Verb::Schemathesis => exit(schemathesis::run(&root)),
        Verb::Bench { json, quick, only } => {
            exit(bench::run(&root, &bench::Options { json, quick, only }))
        }
        Verb::Ci => exit(ci::run(&root)),
    }
}

fn exit(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            xtask::report::line(format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}
