//! One small document per feature under `tests/cases`, and the code that it must become: its types, and in `servers` the
//! server too.
//!
//! Each `expected.rs` is compared with a fresh run here, and compiled and used by the test `it`.
//! `UPDATE_CASES=1 cargo test -p openapi-axum --test fresh` writes them anew.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use openapi_axum::{Artifacts, Overlay, Settings, Traits, generate};

/// The cases of a folder.
fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("the cases");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let mut cases: Vec<PathBuf> = paths
        .filter(|path| path.join("spec.yaml").exists())
        .collect();
    cases.sort();
    cases
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn settings() -> Settings {
    Settings {
        header_source: "spec.yaml".to_owned(),
        types: [("format:iban".to_owned(), "crate::own::Iban".to_owned())].into(),
        header_command: "UPDATE_CASES=1 cargo test -p openapi-axum --test fresh".to_owned(),
        types_crate: "super::super::types".to_owned(),
        ..Settings::default()
    }
}

/// What a server is generated with: an overlay where one lies beside its document, and what its feature is about.
fn server_settings(case: &Path) -> Settings {
    let mut settings = settings();
    let overlay = case.join("overlay.yaml");
    if overlay.exists() {
        settings.overlays.push(Overlay {
            name: "overlay.yaml".to_owned(),
            text: read(&overlay),
        });
    }
    if case.ends_with("selection") {
        settings.select.tags.push("kept".to_owned());
    }
    if case.ends_with("tags") {
        settings.traits = Traits::PerTag;
    }
    settings
}

/// The modules of one side, `types` or `server`, one after another.
fn modules(artifacts: &Artifacts, side: &str) -> String {
    let mut text = String::new();
    for (path, contents) in artifacts {
        let module = path
            .strip_prefix(side)
            .and_then(|path| path.strip_prefix("/generated/"))
            .and_then(|path| path.strip_suffix(".rs"));
        let Some(module) = module else {
            continue;
        };
        let (_, code) = contents.split_once('\n').expect("a first line");
        let is_inner = side == "types" && module != "types";
        let visible = if is_inner { "" } else { "pub(crate) " };
        text.push_str(&format!(
            "\n{visible}mod {module} {{\n{}\n}}\n",
            code.trim_start()
        ));
    }
    text
}

/// The mark that every generated file begins with.
fn mark(artifacts: &Artifacts) -> &str {
    let mark = artifacts.get("types/generated.rs");
    mark.and_then(|text| text.lines().next()).expect("a mark")
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

/// Compares each case with what is in its folder, or writes it there.
fn compare(cases: &[PathBuf], fresh: impl Fn(&Path) -> Vec<(&'static str, String)>) {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut stale = Vec::new();
    for case in cases {
        for (name, fresh) in fresh(case) {
            let expected = case.join(name);
            if update {
                std::fs::write(&expected, &fresh).expect("can be written");
            } else if read(&expected) != fresh {
                stale.push(expected);
            }
        }
    }
    assert_eq!(
        stale,
        [] as [PathBuf; 0],
        "run with UPDATE_CASES=1 and review the difference"
    );
}

fn generated(case: &Path, settings: &Settings) -> Artifacts {
    let spec = read(&case.join("spec.yaml"));
    generate(&spec, settings).unwrap_or_else(|problems| panic!("{}: {problems:#?}", case.display()))
}

#[test]
fn every_case_becomes_what_is_expected() {
    compare(&cases("tests/cases"), |case| {
        let artifacts = generated(case, &settings());
        let types = modules(&artifacts, "types");
        let text = format!("{}\n{types}", mark(&artifacts));
        vec![("expected.rs", formatted(&text))]
    });
}

#[test]
fn every_server_becomes_what_is_expected() {
    compare(&cases("tests/cases/servers"), |case| {
        let artifacts = generated(case, &server_settings(case));
        let types = modules(&artifacts, "types");
        let server = modules(&artifacts, "server");
        let mark = mark(&artifacts);
        let text = format!("{mark}\n{types}\npub(crate) mod server {{{server}}}\n");
        // The router serves the document.
        let document = artifacts["server/generated/openapi.json"].clone();
        vec![
            ("expected.rs", formatted(&text)),
            ("openapi.json", document),
        ]
    });
}
