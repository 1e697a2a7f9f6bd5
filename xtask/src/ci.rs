//! `cargo xtask ci`: everything that a change has to pass, in one list.

use std::path::Path;

use crate::codegen::{self, Mode, Outcome};
use crate::{corpus, deny, fuzz, json_schema, lint_spec, schemathesis, soak, test, tool};

mod step;

use step::Step;

/// Runs every step, whatever the ones before it did, and prints what each took.
///
/// # Errors
///
/// How many steps failed.
pub fn run(root: &Path) -> Result<(), String> {
    step::run_all(
        root,
        &[
            Step {
                name: "format",
                run: format,
            },
            Step {
                name: "clippy",
                run: clippy,
            },
            Step {
                name: "docs",
                run: docs,
            },
            Step {
                name: "generated code",
                run: generated_code,
            },
            Step {
                name: "specs",
                run: lint_spec::run,
            },
            Step {
                name: "tests",
                run: test::run_strictly,
            },
            Step {
                name: "documents of others",
                run: corpus::run_given,
            },
            Step {
                name: "JSON Schema suite",
                run: suites,
            },
            Step {
                name: "fuzz",
                run: fuzz,
            },
            Step {
                name: "schemathesis",
                run: |root| schemathesis::run(root, None),
            },
            Step {
                name: "soak",
                run: soak,
            },
            Step {
                name: "dependencies",
                run: deny::run,
            },
        ],
    )
}

/// The suites of JSON Schema among the documents that were given.
fn suites(root: &Path) -> Result<(), String> {
    for folder in corpus::given_suites() {
        json_schema::run(root, &folder)?;
    }
    Ok(())
}

fn format(root: &Path) -> Result<(), String> {
    tool::run(&mut tool::cargo(root, &["fmt", "--all", "--check"]))
}

fn clippy(root: &Path) -> Result<(), String> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-features",
        "--all-targets",
        "--keep-going",
        "--",
        "-D",
        "warnings",
    ];
    tool::run(&mut tool::cargo(root, &arguments))
}

fn docs(root: &Path) -> Result<(), String> {
    let arguments = [
        "doc",
        "--workspace",
        "--all-features",
        "--no-deps",
        "--keep-going",
    ];
    tool::run(tool::cargo(root, &arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn fuzz(root: &Path) -> Result<(), String> {
    let options = fuzz::Options {
        seconds: 20,
        seeds: None,
        start: 1,
    };
    fuzz::run(root, &options)
}

fn soak(root: &Path) -> Result<(), String> {
    let options = soak::Options {
        minutes: 1,
        json: None,
        chatd: None,
    };
    soak::run(root, &options)
}

fn generated_code(root: &Path) -> Result<(), String> {
    match codegen::run(root, Mode::Check) {
        Outcome::Clean => Ok(()),
        Outcome::Stale => Err("generated files are stale; run `cargo xtask codegen`".to_owned()),
        Outcome::Broken => Err("a spec cannot be generated from".to_owned()),
    }
}
