//! `chatd exec -- CMD…`: a server for one command, in this process, gone when the command ends.
//!
//! Unless told otherwise it listens on free ports of the loopback, keeps its data in a directory that is removed, has the
//! emulator on, no rate limit, and writes nothing but errors to standard error: the terminal is the command's.

use std::fs::File;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{ExitCode, ExitStatus};
use std::sync::Arc;

use rustix::process::{Pid, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

use super::{configure, fail};
use crate::cli::Exec;
use crate::config::Config;
use crate::config::source::Sources;
use crate::demo::SUBDOMAIN;
use crate::edge::shutdown::shutdown_pair;
use crate::log;
use crate::ready::Ready;
use crate::runtime;
use crate::serve::Server;
use crate::serve::build::build;
use crate::wire::WireEncoder;

/// What shells answer for a command that is not there, and for one that cannot be run.
const NOT_FOUND: u8 = 127;
const NOT_RUNNABLE: u8 = 126;

/// What the command may find in its environment.
const VARIABLES: [&str; 7] = [
    "CHATD_URL",
    "CHATD_ADMIN_URL",
    "CHATD_ADMIN_TOKEN",
    "CHATD_SUBDOMAIN",
    "CHATD_TOKEN",
    "CHATD_COMPANY_SECRET",
    "CHATD_WEBHOOK_SECRET",
];

/// Runs the command against a server of its own; the exit code is the command's, or 128 and the number of its signal.
pub fn run(exec: Exec) -> ExitCode {
    let directory = match tempfile::Builder::new().prefix("chatd-exec-").tempdir() {
        Ok(directory) => directory,
        Err(error) => return fail(&format!("cannot make a temporary directory: {error}"), 1),
    };
    let mut sources = Sources::of_process(exec.flags);
    sources.presets = presets(&directory);
    let config = match configure(&sources) {
        Ok(config) => config,
        Err(code) => return code,
    };
    log::to_stderr(&config.log);
    let mut words = exec.command.into_iter();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    let (fault, code) = match runtime::block_on(serve(config, command)) {
        Ok(Ok(code)) => return code,
        Ok(Err(fault)) => fault,
        Err(error) => (error.to_string(), 1),
    };
    fail(&fault, code)
}

fn presets(directory: &TempDir) -> Vec<(&'static str, String)> {
    let data = directory.path().join("data");
    vec![
        ("listen", "127.0.0.1:0".to_owned()),
        ("data", data.to_string_lossy().into_owned()),
        ("emulator", "true".to_owned()),
        ("rate_limit", "off".to_owned()),
        ("log.filter", "error".to_owned()),
    ]
}

/// What went wrong, and the exit code for it.
type Fault = (String, u8);

async fn serve(config: Config, mut command: Command) -> Result<ExitCode, Fault> {
    let (trigger, shutdown) = shutdown_pair();
    let server = Server::start(config, Arc::new(WireEncoder), shutdown, build)
        .await
        .map_err(|error| (error.to_string(), 1))?;
    // Those of a server around this one are not meant.
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.envs(variables(server.ready()));
    let serving = tokio::spawn(server.run());
    let ended = accompany(command).await;
    trigger.fire();
    match serving.await {
        Ok(Ok(())) => ended.map(code),
        Ok(Err(error)) => Err((error.to_string(), 1)),
        Err(error) => Err((error.to_string(), 1)),
    }
}

/// What the command finds in its environment.
fn variables(ready: &Ready) -> Vec<(&'static str, String)> {
    let mut variables = vec![("CHATD_URL", ready.url.clone())];
    if let Some(url) = &ready.admin_url {
        let token = ready.admin_token.secret().expose().to_owned();
        variables.extend([
            ("CHATD_ADMIN_URL", url.clone()),
            ("CHATD_ADMIN_TOKEN", token),
        ]);
    }
    if let Some(demo) = &ready.demo {
        variables.extend([
            ("CHATD_SUBDOMAIN", SUBDOMAIN.to_owned()),
            ("CHATD_TOKEN", demo.token.clone()),
            ("CHATD_COMPANY_SECRET", demo.company_secret.clone()),
            ("CHATD_WEBHOOK_SECRET", demo.webhook_secrets.primary.clone()),
        ]);
    }
    variables
}

/// Starts the command, forwards signals to it, and waits for its end.
async fn accompany(mut command: Command) -> Result<ExitStatus, Fault> {
    let of_system = |error: io::Error| (format!("cannot wait for the command: {error}"), 1);
    // From before the start on: no signal ends this process and leaves the command behind.
    let mut terminate = signal(SignalKind::terminate()).map_err(of_system)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(of_system)?;
    let mut child = command.spawn().map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::NotFound => NOT_FOUND,
            _ => NOT_RUNNABLE,
        };
        let program = command.as_std().get_program().to_string_lossy();
        (format!("{program} cannot be run: {error}"), code)
    })?;
    loop {
        tokio::select! {
            ended = child.wait() => return ended.map_err(of_system),
            _ = terminate.recv() => forward(&child, Signal::TERM),
            _ = interrupt.recv() => if !terminal_tells_all() { forward(&child, Signal::INT) },
        }
    }
}

fn forward(child: &Child, signal: Signal) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(process) = id.and_then(Pid::from_raw) {
        // It may have ended this moment.
        let _ = kill_process(process, signal);
    }
}

/// Whether Ctrl-C goes to the command too: the terminal interrupts everybody in its foreground group.
fn terminal_tells_all() -> bool {
    let terminal = File::open("/dev/tty");
    terminal.is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
}

fn code(ended: ExitStatus) -> ExitCode {
    let signal = ended.signal().map(|number| number + 128);
    let code = ended.code().or(signal).unwrap_or(1);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
