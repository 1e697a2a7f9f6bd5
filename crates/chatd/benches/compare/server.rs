//! A server in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::machine::process_us;
use crate::{Outcome, samples};

/// A running server; ended when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) ready: Ready,
}

/// The line by which a server says that it serves; `chatd --json` writes it, and the others write the same.
#[derive(Deserialize)]
pub(crate) struct Ready {
    url: String,
    pub(crate) token: String,
    pub(crate) menus: Menus,
}

/// The menus of the demo customer.
#[derive(Deserialize)]
pub(crate) struct Menus {
    pub(crate) human: i64,
}

impl Server {
    /// The real `chatd`, durable, without webhooks, limits and demo agents.
    pub(crate) fn chatd(data: &Path) -> Outcome<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chatd"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CHATD_") {
                command.env_remove(name);
            }
        }
        command
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "off"])
            .args(["--rate-limit", "off", "--agents", "off", "--json", "--data"])
            .arg(data)
            // The others write no line for each request.
            .env("CHATD_LOG_FILTER", "warn");
        Self::start(command)
    }

    /// This program as the hand-written server.
    pub(crate) fn plain() -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-plain");
        Self::start(command)
    }

    /// This program as chatd with a transaction per message.
    pub(crate) fn each(data: &Path) -> Outcome<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-each").arg(data);
        Self::start(command)
    }

    fn start(mut command: Command) -> Outcome<Self> {
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let output = process.stdout.take();
        let read = output.map(|output| BufReader::new(output).read_line(&mut line));
        match serde_json::from_str(&line) {
            Ok(ready) => Ok(Self { process, ready }),
            Err(_) => {
                end(&mut process);
                Err(format!("a server did not start ({read:?}): {line}").into())
            }
        }
    }

    /// The address that it listens on.
    pub(crate) fn address(&self) -> Outcome<SocketAddr> {
        let address = self.ready.url.trim_start_matches("http://");
        Ok(address.parse()?)
    }

    /// The base of the API.
    pub(crate) fn base_url(&self) -> String {
        format!("{}{}", self.ready.url, chatd::ready::API_PATH)
    }

    /// The generated client of this server.
    pub(crate) fn client(&self) -> Outcome<chat_client::Client> {
        let builder = chat_client::Client::builder(samples::SUBDOMAIN, &self.ready.token);
        Ok(builder.base_url(self.base_url()).build()?)
    }

    /// Processor time so far, in microseconds.
    pub(crate) fn cpu_us(&self) -> Option<f64> {
        process_us(self.process.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// Nothing that a server wrote is needed afterwards, so it is not asked to stop.
fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}
