//! `cargo xtask schemathesis`: requests made from the spec, thousands of them, against a platform that runs.
//!
//! Schemathesis judges each answer by the spec, as `conformance/schemathesis.toml` says. Afterwards the answers are counted: every
//! operation must have succeeded at least once and been called often enough, and none may have failed or throttled.

use std::path::{Path, PathBuf};

use openapi_axum::read_api;

use crate::spec::SPECS;
use crate::{report, tool};

mod server;
mod tally;
mod wide;

use server::Server;
use tally::Tally;

/// Where its configuration and hooks are, from the root.
const DIRECTORY: &str = "conformance";
/// How to get the program.
const INSTALL: &str =
    "install it with `pip install --require-hashes --no-deps -r .ci/requirements.txt`";

/// Builds and starts the platform, runs Schemathesis against it and judges the count of its answers; then the same against
/// the server of every feature of the generator.
///
/// # Errors
///
/// What failed: a check, the count, or a program that is missing where nothing may be skipped.
pub fn run(root: &Path) -> Result<(), String> {
    if !tool::optional("schemathesis", INSTALL)? {
        return Ok(());
    }
    // What the tests are built with, so that nothing is built a second time for this.
    let build = ["test", "--workspace", "--all-features", "--no-run"];
    tool::run(&mut tool::cargo(root, &build))?;
    let place = place(root);
    let server = Server::start(&build_directory(root), &place)?;
    let counts = place.join("tally.json");
    let judged = judge(root, &place, &server, &counts);
    let counted = count(root, &counts);
    drop(server);
    judged.and(counted)?;
    wide::run(root, &build_directory(root), &place)
}

/// Runs Schemathesis; the files that it keeps stay in `place`.
fn judge(root: &Path, place: &Path, server: &Server, counts: &Path) -> Result<(), String> {
    let directory = root.join(DIRECTORY);
    let url = server.api_url();
    let mut command = tool::command(place, "schemathesis", &[]);
    command
        .arg("--config-file")
        .arg(directory.join("schemathesis.toml"))
        .arg("run")
        .arg(root.join(SPECS[0].file()))
        .args(["--url", &url, "--no-color"])
        .env("CONFORMANCE_URL", &url)
        .env("CONFORMANCE_USER", server.user())
        .env("CONFORMANCE_TOKEN", server.token())
        .env("CONFORMANCE_SECRET", server.company_secret())
        .env("CONFORMANCE_TALLY", counts)
        .env("PYTHONPATH", &directory)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("HYPOTHESIS_STORAGE_DIRECTORY", place.join("hypothesis"));
    tool::run(&mut command)
        .map_err(|error| format!("{error}; the server's log is {}", server.log().display()))
}

/// Prints and judges what Schemathesis counted.
fn count(root: &Path, counts: &Path) -> Result<(), String> {
    let text = SPECS[0].read(root)?;
    let (api, _) = read_api(&text).map_err(|_| format!("{} is broken", SPECS[0].file()))?;
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

/// An empty directory for everything that a run leaves behind.
fn place(root: &Path) -> PathBuf {
    build_directory(root).join("schemathesis")
}

fn build_directory(root: &Path) -> PathBuf {
    let build =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    root.join(build)
}
