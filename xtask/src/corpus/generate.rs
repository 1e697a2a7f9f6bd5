//! Runs the generator on many documents, each in a process that is limited in time and memory.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::one::{Order, Said};
use super::outcome::{Outcome, Reason};
use crate::scratch;

/// Longest time that a document may take. A build for development is some ten times slower than a release.
const SECONDS: u64 = 120;

/// What the generator made of a document.
#[derive(Clone, Debug)]
pub(super) enum Made {
    /// This many lines of code.
    Code {
        /// How many.
        lines: usize,
    },
    /// Nothing.
    Nothing(Outcome, Reason),
}

/// What became of each order, in their order.
pub(super) fn all(orders: &[Order]) -> Vec<Made> {
    let next = AtomicUsize::new(0);
    let made: Vec<Mutex<Option<Made>>> = orders.iter().map(|_| Mutex::new(None)).collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(order) = orders.get(index) else {
                        return;
                    };
                    let result = one(order);
                    if let Ok(mut place) = made[index].lock() {
                        *place = Some(result);
                    }
                }
            });
        }
    });
    let result = |it: Mutex<Option<Made>>| it.into_inner().ok().flatten();
    let nothing = || Made::Nothing(Outcome::Panicked, Reason::new("a worker of xtask is gone"));
    made.into_iter()
        .map(|it| result(it).unwrap_or_else(nothing))
        .collect()
}

fn one(order: &Order) -> Made {
    match process(order) {
        Ok(made) => made,
        Err(message) => Made::Nothing(Outcome::Panicked, Reason::new(message)),
    }
}

fn process(order: &Order) -> Result<Made, String> {
    let said = order.out.join("said.json");
    let errors = order.out.join("errors.txt");
    scratch::write(&said, "")?;
    let create = |path: &PathBuf| File::create(path).map_err(|error| error.to_string());
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command
        .arg("corpus-document")
        .arg(&order.file)
        .args(["--name", &order.name, "--module", &order.module])
        .arg("--out")
        .arg(&order.out)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(create(&said)?)
        .stderr(create(&errors)?);
    let Some(status) = wait(&mut command, Duration::from_secs(SECONDS))? else {
        let reason = Reason::new(format!("not done after {SECONDS} seconds"));
        return Ok(Made::Nothing(Outcome::TimedOut, reason));
    };
    let text = std::fs::read_to_string(&said).unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(said) => Ok(made(said)),
        Err(_) => Ok(Made::Nothing(Outcome::Panicked, ended(status, &errors))),
    }
}

fn made(said: Said) -> Made {
    match said {
        Said::Generated { lines } => Made::Code { lines },
        Said::Refused { place, message } => Made::Nothing(
            Outcome::Refused,
            Reason {
                place: Some(place),
                message,
            },
        ),
        Said::Panicked { message } => Made::Nothing(Outcome::Panicked, Reason::new(message)),
    }
}

/// Why a process ended that said nothing: what it wrote last, such as that its stack or its memory is used up.
fn ended(status: ExitStatus, errors: &Path) -> Reason {
    let errors = std::fs::read(errors).unwrap_or_default();
    let errors = String::from_utf8_lossy(&errors);
    let words = errors.lines().rev().find(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("note:") && !line.starts_with("fatal runtime error")
    });
    Reason::new(words.map_or_else(|| status.to_string(), |line| line.trim().to_owned()))
}

/// Runs a command to its end; `None` when it has to be stopped.
fn wait(command: &mut Command, limit: Duration) -> Result<Option<ExitStatus>, String> {
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let begin = now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(Some(status));
        }
        if begin.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a limit on a process needs a real clock"
)]
fn now() -> Instant {
    Instant::now()
}
