//! `cargo xtask schemathesis`: requests made from the documents, thousands of them, against servers that run.
//!
//! Schemathesis judges each answer by the document, as `conformance/NAME/schemathesis.toml` says. Afterwards the answers are counted:
//! every operation must have succeeded at least once and been called often enough, and none may have failed or throttled.

use std::path::{Path, PathBuf};

use openapi_axum::read_api;

use crate::{report, tool};

mod runs;
mod server;
mod tally;

use runs::{RUNS, Run};
use server::Server;
use tally::Tally;

/// Where settings and hooks are, from the root; a directory for each run, and one for what they share.
const DIRECTORY: &str = "conformance";
const SHARED: &str = "common";
/// How to get the program.
const INSTALL: &str =
    "install it with `pip install --require-hashes --no-deps -r .ci/requirements.txt`";

/// Builds and starts the server of each run, runs Schemathesis against it and judges the count of its answers; `only` names one
/// run.
///
/// # Errors
///
/// What failed, of every run: a check, the count, or a program that is missing where nothing may be skipped.
pub fn run(root: &Path, only: Option<&str>) -> Result<(), String> {
    let asked = |run: &&Run| only.is_none_or(|only| only == run.name);
    let runs: Vec<&Run> = RUNS.iter().filter(asked).collect();
    if runs.is_empty() {
        let names: Vec<_> = RUNS.iter().map(|run| run.name).collect();
        return Err(format!("there is no such run, name one of {names:?}"));
    }
    if !tool::optional("schemathesis", INSTALL)? {
        return Ok(());
    }
    // What the tests are built with, so that nothing is built a second time for this.
    let build = ["test", "--workspace", "--all-features", "--no-run"];
    tool::run(&mut tool::cargo(root, &build))?;
    let failures: Vec<String> = runs
        .into_iter()
        .filter_map(|run| one(root, run).err())
        .collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("; "))
    }
}

fn one(root: &Path, run: &Run) -> Result<(), String> {
    let build = build_directory(root);
    let place = build.join("schemathesis").join(run.name);
    let server = Server::start(&run.server, &build, &place)?;
    let counts = place.join("tally.json");
    let judged = judge(root, run, &place, &server, &counts);
    let counted = if run.counted {
        count(root, run, &counts)
    } else {
        Ok(())
    };
    drop(server);
    judged.and(counted)
}

/// Runs Schemathesis; the files that it keeps stay in `place`.
fn judge(
    root: &Path,
    run: &Run,
    place: &Path,
    server: &Server,
    counts: &Path,
) -> Result<(), String> {
    let directory = root.join(DIRECTORY).join(run.name);
    let modules = [&directory, &root.join(DIRECTORY).join(SHARED)];
    let modules = std::env::join_paths(modules).map_err(|error| error.to_string())?;
    let url = format!("{}{}", server.said(run.url.0)?, run.url.1);
    let mut command = tool::command(place, "schemathesis", &[]);
    command
        .arg("--config-file")
        .arg(directory.join("schemathesis.toml"))
        .arg("run")
        .arg(root.join(run.document))
        .args(["--url", &url, "--no-color"])
        .env("CONFORMANCE_URL", &url)
        .env("CONFORMANCE_SERVER", server.line())
        .env("CONFORMANCE_TALLY", counts)
        .env("PYTHONPATH", modules)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("HYPOTHESIS_STORAGE_DIRECTORY", place.join("hypothesis"));
    if let Some(credentials) = &run.credentials {
        command
            .env("CONFORMANCE_USER", credentials.user)
            .env("CONFORMANCE_TOKEN", server.said(credentials.password)?);
    }
    tool::run(&mut command)
        .map_err(|error| format!("{error}; the server's log is {}", server.log().display()))
}

/// Prints and judges what the hooks counted.
fn count(root: &Path, run: &Run, counts: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(root.join(run.document))
        .map_err(|error| format!("{} cannot be read: {error}", run.document))?;
    let (api, _) = read_api(&text).map_err(|_| format!("{} is broken", run.document))?;
    let operations: Vec<String> = api.operations.into_iter().map(|it| it.id).collect();
    let tally = Tally::read(counts)?;
    tally.table(&operations).iter().for_each(report::line);
    let faults = tally.faults(&operations);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("; "))
    }
}

fn build_directory(root: &Path) -> PathBuf {
    let build =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(build)
}
