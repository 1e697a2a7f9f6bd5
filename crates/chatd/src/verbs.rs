//! The verbs of the command line, one file each.
//!
//! Exit codes: 0 when all went well; 1 when a server cannot start or go on, is not ready, or a snapshot fails; 2 for a faulty command line or
//! configuration. `exec` hands on that of its command.

pub mod config;
pub mod exec;
pub mod healthcheck;
pub mod serve;
pub mod snapshot;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::cli::Command;
use crate::config::Config;
use crate::config::fault::Faults;
use crate::config::source::Sources;

/// Does what the command line says.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Serve(flags) => serve::run(flags),
        Command::Exec(exec) => exec::run(exec),
        Command::Config(configuration) => config::run(configuration),
        Command::Snapshot(snapshot) => snapshot::run(snapshot),
        Command::Healthcheck(flags) => healthcheck::run(flags),
    }
}

/// Reads the configuration, or says on standard error what is wrong with it and gives the exit code.
fn configure(sources: &Sources) -> Result<Config, ExitCode> {
    Config::read(sources)
        .map(|settled| settled.config)
        .map_err(|faults| refuse(&faults))
}

fn refuse(faults: &Faults) -> ExitCode {
    fail(&faults.to_string(), 2)
}

/// Each line of `text` as a line of its own on standard error.
fn fail(text: &str, code: u8) -> ExitCode {
    let mut stderr = io::stderr().lock();
    for line in text.lines() {
        // Nowhere is left to say that standard error is gone.
        let _ = writeln!(stderr, "chatd: {line}");
    }
    ExitCode::from(code)
}

/// Writes a text to standard output.
fn print(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("cannot write to standard output: {error}"), 1),
    }
}
