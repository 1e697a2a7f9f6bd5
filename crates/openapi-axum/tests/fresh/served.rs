//! The generated modules of the test `served`, and whether a fresh run writes the same.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use openapi_axum::{Settings, generate};

const SPEC: &str = include_str!("../served/spec.yaml");

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/served")
}

fn formatted(path: &str, text: &str) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("served.rs");
    // Names of modules are looked up beside a file: one that declares any is laid out as it is.
    if !path.ends_with(".rs") || path.ends_with("generated.rs") {
        return text.to_owned();
    }
    fs::write(&file, text).expect("a file can be written");
    let status = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .arg(&file)
        .status();
    assert!(status.expect("rustfmt can be run").success(), "{path}");
    fs::read_to_string(&file).expect("a formatted file can be read")
}

/// `UPDATE_SERVED=1` writes the modules anew.
#[test]
fn the_served_modules_are_fresh() {
    let settings = Settings {
        trait_name: "DepotApi".to_owned(),
        types_crate: "crate::types".to_owned(),
        header_source: "spec.yaml".to_owned(),
        header_command: "UPDATE_SERVED=1 cargo test -p openapi-axum --test fresh".to_owned(),
        derived_schemas: false,
        mock: true,
        ..Settings::default()
    };
    let mut stale = Vec::new();
    for (path, text) in generate(SPEC, &settings).expect("the document generates") {
        let file = directory().join(&path);
        let text = formatted(&path, &text);
        if fs::read_to_string(&file).is_ok_and(|present| present == text) {
            continue;
        }
        if env::var_os("UPDATE_SERVED").is_some() {
            let parent = file.parent().expect("a file is in a directory");
            fs::create_dir_all(parent).expect("a directory can be made");
            fs::write(file, text).expect("a file can be written");
        } else {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "stale, run with UPDATE_SERVED=1: {stale:?}"
    );
}
