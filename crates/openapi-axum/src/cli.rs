//! The command line: arguments in, exit code out.

mod arguments;
mod check;
mod diff;
mod generate;
mod input;
mod lint;
mod outcome;
mod plan;
mod print;
mod scaffold;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Verb};
use outcome::Outcome;
use print::Printer;

/// Runs what the arguments say.
pub(crate) fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let printer = Printer::new(arguments.format, arguments.color);
    let done = match &arguments.verb {
        Verb::Generate(options) => generate::run(options, &printer),
        Verb::Check(options) => check::run(options, &printer),
        Verb::Lint(options) => lint::run(options, &printer),
        Verb::Diff(options) => diff::run(options, &printer),
    };
    done.unwrap_or_else(|failure| {
        printer.failure(&failure);
        Outcome::Broken
    })
    .into()
}
