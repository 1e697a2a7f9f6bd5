//! A server of its own for one run.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Map, Value};

use super::runs::Program;

/// A running server; it is stopped when this is dropped.
pub(super) struct Server {
    child: Child,
    ready: Map<String, Value>,
    log: PathBuf,
}

impl Server {
    /// Starts a program of `build` in `place`, which is emptied and then holds its data and its log.
    pub(super) fn start(program: &Program, build: &Path, place: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", place.display());
        if place.exists() {
            fs::remove_dir_all(place).map_err(failed)?;
        }
        fs::create_dir_all(place).map_err(failed)?;
        let log = place.join("server.log");
        let path = build.join("debug").join(program.name);
        let mut child = command(&path, program.arguments, place)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(failed)?)
            .spawn()
            .map_err(|error| format!("{} cannot be run: {error}", path.display()))?;
        match ready(&mut child) {
            Some(ready) => Ok(Self { child, ready, log }),
            None => {
                stop(&mut child);
                Err(format!(
                    "{} does not start; its log is {}",
                    program.name,
                    log.display()
                ))
            }
        }
    }

    /// A text of the line that the server printed when it was ready.
    pub(super) fn said(&self, key: &str) -> Result<&str, String> {
        let text = self.ready.get(key).and_then(Value::as_str);
        text.ok_or_else(|| format!("the server does not say its {key}"))
    }

    /// The whole line, JSON.
    pub(super) fn line(&self) -> String {
        Value::from(self.ready.clone()).to_string()
    }

    /// What the server has to say about itself.
    pub(super) fn log(&self) -> &Path {
        &self.log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

fn command(program: &Path, arguments: &[&str], place: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(place);
    // Settings of whoever runs this are not those of this server.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHATD_") {
            command.env_remove(name);
        }
    }
    command
}

/// Waits for the line; `None` when the server ends before it, or says something else.
fn ready(child: &mut Child) -> Option<Map<String, Value>> {
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take()?);
    output.read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

fn stop(child: &mut Child) {
    // It may have ended by itself, which is told by what did not work.
    let _ = child.kill();
    let _ = child.wait();
}
