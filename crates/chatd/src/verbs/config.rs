//! `chatd config check|print|schema`: what the configuration is, without starting anything.

use std::process::ExitCode;

use super::{print, refuse};
use crate::cli::Configuration;
use crate::config::source::Sources;
use crate::config::{self, Config};

/// Checks or prints. `check` says nothing when all is well.
pub fn run(configuration: Configuration) -> ExitCode {
    match configuration {
        Configuration::Check(flags) => match Config::read(&Sources::of_process(flags)) {
            Ok(_) => ExitCode::SUCCESS,
            Err(faults) => refuse(&faults),
        },
        Configuration::Print(flags) => match Config::read(&Sources::of_process(flags)) {
            Ok(settled) => print(&settled.to_toml()),
            Err(faults) => refuse(&faults),
        },
        Configuration::Schema => print(&format!("{:#}\n", config::schema())),
    }
}
