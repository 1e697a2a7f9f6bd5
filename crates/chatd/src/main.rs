//! The chatd program: reads the command line, then serves.
//!
//! Exit codes: 0 after a stop by signal; 1 when it cannot start or go on; 2 for a faulty command line.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chatd::cli::Cli;
use chatd::config::Config;
use chatd::serve::build::build;
use chatd::serve::serve;
use chatd::wire::WireEncoder;
use clap::Parser as _;
use tracing_subscriber::EnvFilter;

/// After the drain, blocking work that hangs does not hold the process.
const RUNTIME_DRAIN: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let flags = Cli::parse().into_flags();
    let config = match Config::from_flags(&flags) {
        Ok(config) => config,
        Err(faults) => return fail(&faults.to_string(), 2),
    };
    log_to_stderr();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("cannot start threads: {error}"), 1),
    };
    let served = runtime.block_on(serve(config, Arc::new(WireEncoder), build));
    runtime.shutdown_timeout(RUNTIME_DRAIN);
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error.to_string(), 1),
    }
}

/// Logs go to standard error; `RUST_LOG` chooses, warnings and worse by default.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
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
