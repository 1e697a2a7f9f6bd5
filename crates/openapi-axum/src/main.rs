//! The command `openapi-axum`; `openapi-axum --help` says what it does.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::run()
}
