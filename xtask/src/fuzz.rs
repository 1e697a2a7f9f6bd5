//! `cargo xtask fuzz`: documents made from others by small damages, looking for a panic or an endless run of the generator.
//!
//! In this process, as any other program: no sanitizer, no coverage. `fuzz/` has the same target for libFuzzer, and says how
//! to build it.

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use openapi_axum::{Settings, check, generate};

use crate::report;
use crate::spec::SPECS;
use mutate::Mutator;

/// Longest that one document may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Larger seeds are left out: time goes into many documents, not into large ones.
const LARGEST_SEED: u64 = 256 << 10;
/// The stack of a main thread.
const STACK: usize = 8 << 20;

/// What the verb takes.
pub struct Options {
    /// How long.
    pub seconds: u64,
    /// A folder of documents to damage, beside the project's own.
    pub seeds: Option<PathBuf>,
    /// Where the sequence of damages begins: the same number damages the same way.
    pub start: u64,
}

/// Damages documents until the time is over.
///
/// # Errors
///
/// The file with the first document that makes the generator panic or run on; a stack that overflows ends the process, and
/// the document is in `current` then.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let seeds = seeds(root, options.seeds.as_deref())?;
    let folder = root.join("target/fuzz");
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    let mut mutator = Mutator::new(options.start, seeds);
    let (to_worker, from_worker) = worker()?;
    let started = now();
    let mut count = 0_u64;
    let mut generated = 0_u64;
    let mut slowest = Duration::ZERO;
    while started.elapsed().as_secs() < options.seconds {
        let document = mutator.next();
        keep(&folder.join("current"), &document)?;
        let began = now();
        to_worker
            .send(document.clone())
            .map_err(|_| "the generator's thread is gone".to_owned())?;
        match from_worker.recv_timeout(PATIENCE) {
            Ok(Ending::Generated) => generated += 1,
            Ok(Ending::Refused) => {}
            Ok(Ending::Panicked) => return Err(found(&folder, "panics", &document)),
            Err(RecvTimeoutError::Timeout) => {
                return Err(found(&folder, "does not end", &document));
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(found(&folder, "ends its thread", &document));
            }
        }
        if began.elapsed() > slowest {
            slowest = began.elapsed();
            keep(&folder.join("slowest"), &document)?;
        }
        count += 1;
    }
    report::line(format!(
        "{count} documents, {generated} of them generated from, no panic; the slowest took {} ms",
        slowest.as_millis()
    ));
    Ok(())
}

/// How the generator ended on one document.
enum Ending {
    Generated,
    Refused,
    Panicked,
}

/// A thread that generates from what it is sent.
fn worker() -> Result<(Sender<Vec<u8>>, Receiver<Ending>), String> {
    let (to_worker, documents) = mpsc::channel::<Vec<u8>>();
    let (endings, from_worker) = mpsc::channel();
    let work = move || {
        for document in documents {
            let ending = catch_unwind(AssertUnwindSafe(|| one(&document)));
            if endings.send(ending.unwrap_or(Ending::Panicked)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(work)
        .map_err(|error| format!("no thread: {error}"))?;
    Ok((to_worker, from_worker))
}

fn one(document: &[u8]) -> Ending {
    let text = String::from_utf8_lossy(document);
    check(&text);
    match generate(&text, &Settings::default()) {
        Ok(_) => Ending::Generated,
        Err(_) => Ending::Refused,
    }
}

fn found(folder: &Path, what: &str, document: &[u8]) -> String {
    let file = folder.join("found");
    match keep(&file, document) {
        Ok(()) => format!("the generator {what} on {}", file.display()),
        Err(error) => format!("the generator {what}, and {error}"),
    }
}

fn keep(file: &Path, document: &[u8]) -> Result<(), String> {
    std::fs::write(file, document)
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

/// The project's documents, those that the generator is tested with, and those of a folder.
fn seeds(root: &Path, folder: Option<&Path>) -> Result<Vec<Vec<u8>>, String> {
    let mut files: Vec<PathBuf> = SPECS.iter().map(|spec| root.join(spec.file())).collect();
    let own = ["crates/openapi-axum/src", "crates/openapi-axum/tests"];
    for folder in own.iter().map(|it| root.join(it)) {
        collect(&folder, &mut files);
    }
    if let Some(folder) = folder {
        let before = files.len();
        collect(folder, &mut files);
        if files.len() == before {
            return Err(format!("{} has no documents", folder.display()));
        }
    }
    files.sort();
    let small = |file: &PathBuf| file.metadata().is_ok_and(|it| it.len() <= LARGEST_SEED);
    Ok(files
        .iter()
        .filter(|file| small(file))
        .filter_map(|file| std::fs::read(file).ok())
        .collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().and_then(|it| it.to_str());
        if path.is_dir() {
            collect(&path, files);
        } else if matches!(ending, Some("yaml" | "yml" | "json")) {
            files.push(path);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time of a run is for people and for its end, no document depends on it"
)]
fn now() -> Instant {
    Instant::now()
}
