//! Measures what `cargo xtask bench` compares: rates of two ways to do the same, in alternating rounds of one run.
//!
//! It prints nothing but progress on standard error; the rates go to the file `--report`, and the verb judges them.
//! Servers are this program again, with a role as its argument, or the real `chatd`.

#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a real clock"
)]
#![expect(clippy::print_stderr, reason = "progress is for whoever waits")]
#![expect(
    clippy::print_stdout,
    reason = "a server says on standard output that it is ready"
)]

mod client;
mod generated;
mod http;
mod load;
mod machine;
mod plain;
mod report;
mod roles;
mod router;
mod samples;
mod server;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::machine::Watch;
use crate::report::Report;

/// Anything that can go wrong while measuring.
pub(crate) type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures for `cargo xtask bench`.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    role: Option<Role>,
    /// Where the rates are written, as JSON.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// A few short rounds: shows that everything runs.
    #[arg(long)]
    quick: bool,
    /// Only these comparisons.
    #[arg(long, value_enum)]
    only: Option<Group>,
    /// What cargo passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Group {
    /// The routers.
    Router,
    /// The servers over HTTP.
    Http,
    /// The clients.
    Client,
}

/// A server that the measuring process starts.
#[derive(Clone, Subcommand)]
enum Role {
    /// The hand-written server, which stores nothing.
    ServePlain,
    /// chatd whose store gives every message a transaction of its own.
    ServeEach {
        /// The data directory.
        data: PathBuf,
    },
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    match arguments.role {
        Some(Role::ServePlain) => roles::serve_plain(),
        Some(Role::ServeEach { data }) => roles::serve_each(&data),
        None => measure(&arguments),
    }
}

fn measure(arguments: &Arguments) -> Outcome<()> {
    let watch = Watch::start();
    let mut report = Report::new(arguments.quick);
    let wanted = |group| arguments.only.is_none_or(|only| only == group);
    if wanted(Group::Router) {
        router::compare(&mut report)?;
    }
    if wanted(Group::Http) {
        http::compare(&mut report)?;
    }
    if wanted(Group::Client) {
        client::compare(&mut report)?;
    }
    let text = report.finish(&watch);
    match &arguments.report {
        Some(file) => std::fs::write(file, text)?,
        None => println!("{text}"),
    }
    Ok(())
}
