//! Schemathesis against the server of every feature of the generator (`conformance/wide`), all checks on.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::tool;

/// Where its document and its configuration are, from the root.
const DIRECTORY: &str = "conformance/wide";

/// Starts the server of `build` and runs Schemathesis against it; the files that it keeps stay in `place`.
pub(super) fn run(root: &Path, build: &Path, place: &Path) -> Result<(), String> {
    let server = Server::start(build)?;
    let directory = root.join(DIRECTORY);
    let mut command = tool::command(place, "schemathesis", &[]);
    command
        .arg("--config-file")
        .arg(directory.join("schemathesis.toml"))
        .arg("run")
        .arg(directory.join("wide.yaml"))
        .args(["--url", &server.url, "--no-color"])
        .env("HYPOTHESIS_STORAGE_DIRECTORY", place.join("hypothesis"));
    tool::run(&mut command)
}

/// A running server; it is stopped when this is dropped.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(build: &Path) -> Result<Self, String> {
        let program = build.join("debug/wide");
        let mut child = Command::new(&program)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
        let mut line = String::new();
        let read = child
            .stdout
            .take()
            .map(|output| BufReader::new(output).read_line(&mut line));
        let url = line.trim().to_owned();
        let server = Self { child, url };
        match read {
            Some(Ok(_)) if server.url.starts_with("http") => Ok(server),
            _ => Err(format!("{} does not start", program.display())),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is told by what did not work.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
