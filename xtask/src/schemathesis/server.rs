//! A `chatd` of its own for one run.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

/// Short, so that chats which nobody writes into can be resumed within the run.
const DISMISS_AFTER: &str = "2s";

/// A running server; it is stopped when this is dropped.
pub(super) struct Server {
    child: Child,
    ready: Ready,
    log: PathBuf,
}

/// The line that tells that the server is ready.
#[derive(Deserialize)]
struct Ready {
    url: String,
    subdomain: String,
    token: String,
    company_secret: String,
}

impl Server {
    /// Starts the server of `build` on free ports of the loopback, with its data and its log in `place`, which is emptied.
    pub(super) fn start(build: &Path, place: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", place.display());
        if place.exists() {
            fs::remove_dir_all(place).map_err(failed)?;
        }
        fs::create_dir_all(place).map_err(failed)?;
        let log = place.join("chatd.log");
        let program = build.join("debug/chatd");
        let mut child = command(&program, &place.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log).map_err(failed)?)
            .spawn()
            .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
        match ready(&mut child) {
            Some(ready) => Ok(Self { child, ready, log }),
            None => {
                stop(&mut child);
                Err(format!(
                    "chatd does not start; its log is {}",
                    log.display()
                ))
            }
        }
    }

    /// The base URL of the API.
    pub(super) fn api_url(&self) -> String {
        format!("{}/apps/api/v1", self.ready.url)
    }

    /// The user name of HTTP Basic.
    pub(super) fn user(&self) -> &str {
        &self.ready.subdomain
    }

    /// The password of HTTP Basic.
    pub(super) fn token(&self) -> &str {
        &self.ready.token
    }

    /// The key of signed custom data.
    pub(super) fn company_secret(&self) -> &str {
        &self.ready.company_secret
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

fn command(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--json", "--listen", "127.0.0.1:0", "--rate-limit", "off"])
        .args(["--dismiss-after", DISMISS_AFTER])
        .arg("--data")
        .arg(data);
    // Settings of whoever runs this are not those of this server.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CHATD_") {
            command.env_remove(name);
        }
    }
    command
}

/// Waits for the line; `None` when the server ends before it, or says something else.
fn ready(child: &mut Child) -> Option<Ready> {
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
