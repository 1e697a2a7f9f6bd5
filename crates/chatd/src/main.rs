//! The chatd program: reads the command line and does what it says.

use std::process::ExitCode;

use chatd::cli::Cli;
use chatd::verbs;
use clap::Parser as _;

fn main() -> ExitCode {
    verbs::run(Cli::parse().into_command())
}
