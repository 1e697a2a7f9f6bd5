//! One small document per feature under `tests/cases`, and the code that it must become.
//!
//! Each `expected.rs` is compared with a fresh run, compiled as a module of this test and used by its siblings.
//! `UPDATE_CASES=1 cargo test -p openapi-axum --test it` writes them anew.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use openapi_axum::{Artifacts, Settings, generate};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn settings() -> Settings {
    Settings {
        header_source: "spec.yaml".to_owned(),
        types: [("format:iban".to_owned(), "crate::own::Iban".to_owned())].into(),
        header_command: "UPDATE_CASES=1 cargo test -p openapi-axum --test it".to_owned(),
        ..Settings::default()
    }
}

/// The modules of the types as one file.
fn joined(artifacts: &Artifacts) -> String {
    let mut text = String::new();
    for (path, contents) in artifacts {
        let module = path
            .strip_prefix("types/generated/")
            .and_then(|path| path.strip_suffix(".rs"));
        let Some(module) = module else {
            continue;
        };
        let (mark, code) = contents.split_once('\n').expect("a first line");
        if text.is_empty() {
            text = format!("{mark}\n");
        }
        let visible = if module == "types" { "pub(crate) " } else { "" };
        text.push_str(&format!(
            "\n{visible}mod {module} {{\n{}\n}}\n",
            code.trim_start()
        ));
    }
    text
}

fn formatted(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt is part of the toolchain");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(text.as_bytes()).expect("rustfmt reads");
    drop(input);
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "rustfmt takes what is generated");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_case_becomes_what_is_expected() {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the cases")
        .map(|entry| entry.expect("readable").path())
        .collect();
    names.sort();
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut stale = Vec::new();
    for case in names {
        let spec = read(&case.join("spec.yaml"));
        let artifacts = generate(&spec, &settings())
            .unwrap_or_else(|problems| panic!("{}: {problems:#?}", case.display()));
        let fresh = formatted(&joined(&artifacts));
        let expected = case.join("expected.rs");
        if update {
            std::fs::write(&expected, &fresh).expect("can be written");
        } else if read(&expected) != fresh {
            stale.push(case);
        }
    }
    assert_eq!(
        stale,
        [] as [PathBuf; 0],
        "run with UPDATE_CASES=1 and review the difference"
    );
}
