//! What the validator of PyPI says of the documents: it decides which are invalid, not we.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::report;

/// The validator is a library of Python; this asks it about many files.
const PROGRAM: &str = include_str!("validity.py");
/// How to get the validator.
const INSTALL: &str = "openapi-spec-validator is missing; install it with `pip install openapi-spec-validator==0.9.0` \
                       (with `--require-hashes --no-deps -r .ci/requirements.txt` exactly what continuous integration has)";

/// The verdict on a file.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Verdict {
    path: String,
    /// What stands under `openapi` or `swagger`.
    pub(super) version: Option<String>,
    /// Why the document is invalid.
    pub(super) error: Option<String>,
}

/// Verdicts on files of `directory` by their paths from there.
///
/// # Errors
///
/// How to get the validator, or what it fails with.
pub(super) fn verdicts(
    directory: &Path,
    paths: &[String],
) -> Result<BTreeMap<String, Verdict>, String> {
    installed()?;
    report::line(format!("validating {} documents", paths.len()));
    let failed = |error: std::io::Error| format!("python3 cannot be run: {error}");
    let mut child = Command::new("python3")
        .args(["-c", PROGRAM])
        .current_dir(directory)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        let list = serde_json::Value::from(paths.to_vec()).to_string();
        input.write_all(list.as_bytes()).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err("the validator failed; its output above says why".to_owned());
    }
    let mut verdicts = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let verdict: Verdict = serde_json::from_str(line)
            .map_err(|error| format!("the validator said `{line}`: {error}"))?;
        verdicts.insert(verdict.path.clone(), verdict);
    }
    Ok(verdicts)
}

fn installed() -> Result<(), String> {
    let found = Command::new("python3")
        .args(["-c", "import openapi_spec_validator"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if found {
        Ok(())
    } else {
        Err(INSTALL.to_owned())
    }
}
