//! Programs that the tasks run, and programs that they can do without.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::report;

/// Whether this is continuous integration, where nothing may be skipped.
#[must_use]
pub fn strict() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// A command at the root of the repository.
#[must_use]
pub fn command(root: &Path, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root).args(arguments);
    command
}

/// Cargo at the root of the repository; the one that runs this task.
#[must_use]
pub fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = command(root, &program, arguments);
    // What `cargo run` says about this package is no news for the next cargo.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end.
///
/// # Errors
///
/// The command, when it cannot be run or fails.
pub fn run(command: &mut Command) -> Result<(), String> {
    let shown = show(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`{shown}` failed")),
        Err(error) => Err(format!("`{shown}` cannot be run: {error}")),
    }
}

/// Runs a command to its end, printing its standard output line by line and handing each line to `seen`.
///
/// # Errors
///
/// The command, when it cannot be run or fails.
pub fn run_seen(command: &mut Command, mut seen: impl FnMut(&str)) -> Result<(), String> {
    let shown = show(command);
    let failed = |error: std::io::Error| format!("`{shown}` cannot be run: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(failed)?;
            let line = String::from_utf8_lossy(&line);
            report::line(&line);
            seen(&line);
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed"))
    }
}

/// Reads to the end and keeps the last lines, as many as help to see what went wrong.
pub fn last_lines(output: impl std::io::Read) -> String {
    const KEPT: usize = 20;
    let mut kept = std::collections::VecDeque::new();
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(String::from_utf8_lossy(&line).into_owned());
    }
    Vec::from(kept).join("\n")
}

/// Whether an optional program is there. Where it is missing its step is skipped, which continuous integration does not
/// allow.
///
/// # Errors
///
/// How to get the program, in continuous integration.
pub fn optional(program: &str, get: &str) -> Result<bool, String> {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    match (found, strict()) {
        (true, _) => Ok(true),
        (false, true) => Err(format!(
            "{program} is missing, and nothing may be skipped here; {get}"
        )),
        (false, false) => {
            report::line(format!("skipped: {program} is missing; {get}"));
            Ok(false)
        }
    }
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
