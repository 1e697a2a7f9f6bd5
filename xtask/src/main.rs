//! `cargo xtask VERB`: the only code that writes generated files, and what continuous integration runs.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::codegen::{self, Mode};
use xtask::{
    bench, ci, corpus, fuzz, json_schema, kill, lint_spec, model, report, schemathesis, soak, spec,
    test,
};

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
    /// Hold generated types against the JSON Schema test suite (draft 4) in a folder.
    JsonSchema {
        /// The folder with the files of the suite.
        folder: PathBuf,
    },
    /// List what is wrong with the specs, and what a reader of them would stumble over.
    LintSpec,
    /// Generate from documents of others, and compile what comes out.
    Corpus {
        /// The directory of the documents.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
        /// Also write the results to FILE, as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// Leave `docs/corpus.md` as it is.
        #[arg(long)]
        keep_page: bool,
        /// Also have progenitor write a client of each document that compiles.
        #[arg(long)]
        clients: bool,
    },
    /// Generate from one document, in a process that its caller limits.
    #[command(hide = true)]
    CorpusDocument {
        file: PathBuf,
        #[arg(long)]
        name: String,
        #[arg(long)]
        out: PathBuf,
        #[arg(long)]
        module: String,
    },
    /// Run every test of the project.
    Test,
    /// Kill the platform under load, again and again, and look for what it lost.
    Kill {
        /// How often.
        #[arg(long, default_value_t = 200)]
        count: u32,
    },
    /// Keep many chats going for minutes, and look for what was lost, doubled or leaked.
    Soak {
        /// How long the load lasts.
        #[arg(long, default_value_t = 10)]
        minutes: u64,
        /// Also write the figures to FILE, as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// The program to load, instead of a build for development.
        #[arg(long, value_name = "PROGRAM")]
        chatd: Option<PathBuf>,
    },
    /// Run requests made from the specs, thousands of them, against servers that run.
    Schemathesis {
        /// Only this one: chat, desk or wide.
        run: Option<String>,
    },
    /// Try random histories of the running platform against a model of it.
    Model {
        /// How long.
        #[arg(long, default_value_t = 10)]
        minutes: u32,
    },
    /// Damage documents and look for one that makes the generator panic or run on.
    Fuzz {
        /// How long.
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// A folder of documents to damage, beside the project's own.
        #[arg(long, value_name = "DIR")]
        seeds: Option<PathBuf>,
        /// Where the sequence of damages begins.
        #[arg(long, default_value_t = 1)]
        start: u64,
    },
    /// Compare how fast things are with how fast they could be or should be.
    Bench {
        /// Also write the results to FILE, as JSON.
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
        /// A few short rounds of a build for development: shows that everything runs.
        #[arg(long)]
        quick: bool,
        /// Only one group of comparisons.
        #[arg(long, value_parser = ["router", "http", "client", "generator"])]
        only: Option<String>,
        /// Also give the generator the largest document of DIR.
        #[arg(long, value_name = "DIR")]
        documents: Option<PathBuf>,
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
        Verb::JsonSchema { folder } => exit(json_schema::run(&root, &folder)),
        Verb::LintSpec => exit(lint_spec::run(&root)),
        Verb::Corpus {
            directory,
            json,
            keep_page,
            clients,
        } => exit(corpus::run(
            &root,
            &corpus::Options {
                directory,
                json,
                keep_page,
                clients,
            },
        )),
        Verb::CorpusDocument {
            file,
            name,
            out,
            module,
        } => exit(
            corpus::one::run(&corpus::one::Order {
                file,
                name,
                out,
                module,
            })
            .map(report::line),
        ),
        Verb::Test => exit(test::run(&root)),
        Verb::Kill { count } => exit(kill::run(&root, count)),
        Verb::Soak {
            minutes,
            json,
            chatd,
        } => exit(soak::run(
            &root,
            &soak::Options {
                minutes,
                json,
                chatd,
            },
        )),
        Verb::Schemathesis { run } => exit(schemathesis::run(&root, run.as_deref())),
        Verb::Model { minutes } => exit(model::run(&root, minutes)),
        Verb::Fuzz {
            seconds,
            seeds,
            start,
        } => exit(fuzz::run(
            &root,
            &fuzz::Options {
                seconds,
                seeds,
                start,
            },
        )),
        Verb::Bench {
            json,
            quick,
            only,
            documents,
        } => exit(bench::run(
            &root,
            &bench::Options {
                json,
                quick,
                only,
                documents,
            },
        )),
        Verb::Ci => exit(ci::run(&root)),
    }
}

fn exit(outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            report::line(format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}
